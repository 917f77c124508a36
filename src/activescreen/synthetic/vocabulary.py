"""Words that every topic shares: people, places, ways of delivery, outcomes, numbers."""

from __future__ import annotations

from activescreen.synthetic.draw import Draw
from activescreen.synthetic.grammar import Symbol

# --- who is studied ------------------------------------------------------------------------
SMI = (
    "adults with schizophrenia",
    "people with schizophrenia [spectrum disorders|or schizoaffective disorder]",
    "people with [bipolar disorder|bipolar I or II disorder|bipolar spectrum disorders]",
    "adults with serious mental illness",
    "[persons|individuals] with severe mental illness",
    "individuals living with psychosis",
    "people with [a psychotic disorder|psychotic disorders]",
    "adults with severe and persistent mental illness",
    "[consumers|service users] with psychiatric disabilities",
    "people recovering from a first episode of psychosis",
    "[outpatients|patients] with schizophrenia",
    "people who hear voices",
    "older adults with serious mental illness",
    "clients of community mental health [centres|teams|services]",
)
COMMON_DISORDERS = (
    "adults with [major depression|depressive symptoms|recurrent depression]",
    "people with [generalized anxiety disorder|social anxiety|panic disorder]",
    "adults with mild to moderate depression [or|and] anxiety",
    "primary care patients with common mental disorders",
    "people with obsessive-compulsive disorder",
)
YOUNG = (
    "adolescents",
    "young people aged {young_ages} years",
    "secondary school pupils",
    "teenagers [attending|referred to] [youth|child and adolescent mental health] services",
    "young people at [ultra-high|clinical high] risk of psychosis",
    "youth with emerging mental [ill health|disorders]",
)
CARERS = (
    "family carers of people with [dementia|psychosis|schizophrenia|bipolar disorder]",
    "[parents|siblings|relatives] of [young people|adults] with [psychosis|mental illness]",
    "informal caregivers",
    "spouses caring for a partner with a chronic illness",
)
# --- who delivers --------------------------------------------------------------------------
PEERS = (
    "peer specialists",
    "[certified|accredited] peer support specialists",
    "peer coaches",
    "peer mentors",
    "consumer providers",
    "people with lived experience of [recovery|mental illness]",
    "peer support workers",
    "trained service users",
    "recovery mentors",
    "lived-experience workers",
    "experts by experience",
    "facilitators who were themselves in recovery",
)
CLINICIANS = (
    "clinicians",
    "[psychologists|clinical psychologists]",
    "[mental health|psychiatric|community] nurses",
    "case managers",
    "therapists",
    "psychiatrists",
    "social workers",
    "occupational therapists",
    "trained research staff",
    "graduate-level coaches",
)
LAY = (
    "volunteers",
    "community health workers",
    "lay counsellors",
    "trained peers",
    "peer educators",
    "fellow patients",
    "other members",
)
# --- how it reaches people -----------------------------------------------------------------
DIGITAL = (
    "through a smartphone app",
    "by text message",
    "on a [secure|password-protected] website",
    "by [video call|videoconference]",
    "in a moderated online forum",
    "in a private [Facebook|social media] group",
    "by email",
    "on a tablet computer",
    "through an online portal",
    "over the internet",
    "in a group chat",
    "by telephone and an accompanying app",
)
IN_PERSON = (
    "in person",
    "in weekly group [meetings|sessions]",
    "at a community mental health centre",
    "during home visits",
    "at a drop-in centre",
    "on the inpatient ward",
    "in a day programme",
    "at the outpatient clinic",
    "in [one-to-one|individual] sessions",
    "in a clubhouse",
)
# --- what is measured ----------------------------------------------------------------------
RECOVERY_OUTCOMES = (
    "personal recovery",
    "hope",
    "empowerment",
    "quality of life",
    "social [support|connectedness|functioning]",
    "loneliness",
    "psychiatric symptoms",
    "[illness|psychiatric] self-management",
    "self-efficacy",
    "patient activation",
    "self-stigma",
    "engagement with services",
    "hospital [readmission|admissions]",
    "community [integration|participation]",
    "satisfaction with care",
    "self-esteem",
    "working alliance",
)
CLINICAL_OUTCOMES = (
    "[positive|negative] symptoms",
    "relapse",
    "depressive symptoms",
    "[medication|treatment] adherence",
    "global functioning",
    "insight",
    "[subjective|health-related] quality of life",
    "time to rehospitalization",
    "weight gain",
    "extrapyramidal side effects",
    "cognitive performance",
    "suicidal ideation",
    "sleep quality",
    "anxiety",
)
HEALTH_OUTCOMES = (
    "health-related quality of life",
    "self-efficacy",
    "[glycated haemoglobin|HbA1c]",
    "physical activity",
    "psychological distress",
    "fatigue",
    "[body weight|body mass index]",
    "coping",
    "knowledge of the condition",
    "perceived social support",
    "medication adherence",
    "depressive symptoms",
    "blood pressure",
    "pain interference",
)
# --- settings ------------------------------------------------------------------------------
_SETTINGS = (
    "[two|three|four|five|seven] community mental health [centres|teams|clinics]",
    "a [large|small|regional] public mental health service",
    "a university hospital",
    "an urban safety-net clinic",
    "[rural|remote|metropolitan] [districts|counties|regions]",
    "a [national|multicentre] network of services",
    "an early intervention service",
    "[six|nine|eleven|twelve] outpatient clinics",
    "a non-profit community organization",
    "primary care",
    "a veterans' health facility",
    "[northern|southern|eastern|western|central] {country}",
    "{country}",
)
_COUNTRIES = (
    "England", "Scotland", "Ireland", "Australia", "New Zealand", "Canada", "the United States",
    "the Netherlands", "Denmark", "Norway", "Sweden", "Finland", "Germany", "Switzerland",
    "France", "Spain", "Portugal", "Italy", "Poland", "Japan", "South Korea", "Taiwan",
    "Hong Kong", "Singapore", "India", "Brazil", "Chile", "Mexico", "South Africa", "Uganda",
    "Israel", "Turkey",
)  # fmt: skip
_SCALES = (
    "a validated recovery scale", "a 24-item self-report questionnaire",
    "the brief symptom inventory", "a clinician-rated symptom scale",
    "semi-structured interviews", "a standardized functioning scale",
    "a visual analogue scale", "the short-form health survey", "usage logs",
    "administrative records", "electronic health records", "focus groups",
    "a structured diagnostic interview", "a self-efficacy questionnaire",
    "a hope scale", "a loneliness scale", "goal attainment ratings",
)  # fmt: skip
_NAMES_HEAD = (
    "BRIDGE", "HARBOUR", "COMPASS", "LANTERN", "STEPS", "ANCHOR", "ORCHARD", "RIPPLE", "TANDEM",
    "BEACON", "MOSAIC", "KINDLE", "WAYPOINT", "CANOPY", "THRIVE", "MERIDIAN", "CEDAR", "SPARK",
    "TRELLIS", "ECHO", "PASSAGE", "JUNIPER", "SUMMIT", "ATLAS", "WILLOW", "PRISM", "KITE",
)  # fmt: skip


def _number(low: int, high: int) -> Symbol:
    return lambda draw: str(draw.integer(low, high))


def _decimal(low: float, high: float, digits: int = 1) -> Symbol:
    return lambda draw: f"{draw.uniform(low, high):.{digits}f}"


def _p_value(draw: Draw) -> str:
    return draw.choice(
        ("P<.001", "P=.002", "p = .01", "P=.03", "p<.05", "P = .04", "p=.21", "P=.47", "p=.008")
    )


def _interval(draw: Draw) -> str:
    middle = draw.uniform(0.4, 2.6)
    width = draw.uniform(0.1, 0.8)
    return f"{middle:.2f} (95% CI {middle - width / 2:.2f} to {middle + width:.2f})"


def _change(draw: Draw) -> str:
    middle = draw.uniform(0.8, 12.0)
    width = draw.uniform(0.3, middle)
    return f"{middle:.1f} points (95% CI {middle - width:.1f} to {middle + width:.1f})"


def _ages(draw: Draw) -> str:
    low = draw.integer(11, 15)
    return f"{low} to {low + draw.integer(2, 5)}"


def _study_name(draw: Draw) -> str:
    suffix = draw.choice(("", "", "-2", " II", "-P", "-R"))
    return draw.choice(_NAMES_HEAD) + suffix


COMMON: dict[str, Symbol] = {
    "smi": SMI,
    "common": COMMON_DISORDERS,
    "young": YOUNG,
    "carers": CARERS,
    "peers": PEERS,
    "clinicians": CLINICIANS,
    "lay": LAY,
    "digital": DIGITAL,
    "in_person": IN_PERSON,
    "setting": _SETTINGS,
    "country": _COUNTRIES,
    "scale": _SCALES,
    "people": ("participants", "participants", "those taking part", "respondents", "users"),
    "n": _number(18, 420),
    "small_n": _number(8, 64),
    "large_n": _number(600, 48000),
    "pct": _number(11, 94),
    "weeks": ("4", "6", "8", "10", "12", "16", "24", "26", "52"),
    "months": ("3", "6", "9", "12", "18", "24"),
    "age": _decimal(24, 58),
    "score": _decimal(0.4, 14.0),
    "d": _decimal(0.05, 0.92, 2),
    "p": _p_value,
    "ci": _interval,
    "change": _change,
    "young_ages": _ages,
    "study_name": _study_name,
}
