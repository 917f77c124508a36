# A template reads best as one line, however long it is.
# ruff: noqa: E501
"""Further subjects that the same search terms bring in: other illnesses, other senses of the words."""

from __future__ import annotations

from activescreen.synthetic.topics import Topic
from activescreen.synthetic.vocabulary import (
    CARERS,
    CLINICAL_OUTCOMES,
    COMMON_DISORDERS,
    HEALTH_OUTCOMES,
    SMI,
    YOUNG,
)

_EMPIRICAL = ("trial", "pilot", "qualitative", "survey", "cohort")
_ONLINE = (
    "online [support group|forum|community]",
    "moderated [discussion board|chat group]",
    "[Facebook|social media] group",
    "[peer-led|peer-supported] [app|web programme|text messaging programme]",
)
_THEME = (
    "online peer support",
    "online communities",
    "digital peer support",
    "mutual support on the internet",
)
_WORDS = ("internet", "social support", "peer group")
_HEALTH = "digital peer support in physical illness"
_MENTAL = "digital peer support in other mental disorders"


def _online(
    name: str,
    group: str,
    weight: int,
    population: tuple[str, ...],
    keyword: str,
    outcome: tuple[str, ...] = HEALTH_OUTCOMES,
) -> Topic:
    """Digital peer support, for somebody else."""  # fmt: skip
    return Topic(
        name=name,
        group=group,
        weight=weight,
        styles=_EMPIRICAL,
        population=population,
        intervention=_ONLINE,
        theme=_THEME,
        keywords=(*_WORDS, keyword),
        who=("{lay}", "{peers}", "{clinicians}"),
        how=("{digital}",),
        outcome=outcome,
        asides=("Members [posted|exchanged] messages and replied to one another.",
                "Meeting others with the same [condition|experience] was valued."),
    )  # fmt: skip


OTHER_ILLNESS_TOPICS = (
    _online("depression and anxiety online", _MENTAL, 160, COMMON_DISORDERS, "depression", CLINICAL_OUTCOMES),
    _online("eating disorders online", _MENTAL, 80, ("[women|people|adults] with [anorexia nervosa|bulimia nervosa|binge eating|an eating disorder]",), "eating disorders"),
    _online("trauma and veterans online", _MENTAL, 110, ("veterans with post-traumatic stress disorder", "[veterans|service members] [returning from deployment|with PTSD]"), "veterans", CLINICAL_OUTCOMES),
    _online("substance use online", _MENTAL, 150, ("people with [alcohol|opioid|substance] use disorder[s|]", "adults in addiction recovery", "smokers who want to quit"), "substance-related disorders"),
    _online("self-harm and suicide online", _MENTAL, 80, ("people who self-harm", "people bereaved by suicide", "users of suicide forums"), "suicide", CLINICAL_OUTCOMES),
    _online("perinatal online", _MENTAL, 60, ("[women|mothers] with postnatal depression", "pregnant women"), "pregnancy"),
    _online("diabetes online", _HEALTH, 120, ("adults with [type 1|type 2] diabetes",), "diabetes mellitus"),
    _online("cancer online", _HEALTH, 130, ("[breast|prostate|lung|young adult] cancer [survivors|patients]", "people with advanced cancer"), "neoplasms"),
    _online("HIV online", _HEALTH, 110, ("people living with HIV", "men who have sex with men"), "HIV"),
    _online("pain and other conditions online", _HEALTH, 110, ("people with [chronic pain|fibromyalgia|multiple sclerosis|epilepsy|heart failure|psoriasis|chronic kidney disease]", "stroke survivors"), "chronic disease"),
    _online("carers online", "carers", 140, CARERS, "caregivers"),
    _online("adolescents online", "adolescents", 130, YOUNG, "adolescent", CLINICAL_OUTCOMES),
    _online("students online", "students", 80, ("university students [with psychological distress|]", "first-year students"), "students"),
    Topic("internet therapy for common disorders", "digital therapy in other disorders", 300, ("trial", "pilot", "trial", "qualitative"),
          (*COMMON_DISORDERS, "people with insomnia", "veterans with post-traumatic stress disorder"),
          ("[internet-delivered|computerized|smartphone] [cognitive behavioural therapy|problem solving|behavioural activation|mindfulness] programme",),
          ("internet interventions", "online therapy", "e-mental health"), ("internet", "cognitive behavioral therapy"), how=("{digital}",), outcome=CLINICAL_OUTCOMES),
    Topic("peer support in other conditions, in person", "peer support in other conditions", 230, _EMPIRICAL,
          (*COMMON_DISORDERS, "veterans", "people with [diabetes|cancer|HIV|spinal cord injury]", "new mothers", "people in addiction recovery"),
          ("peer [support|education|mentoring] [programme|group]", "lay-led self-management course", "mutual aid group"),
          ("peer support", "mutual aid", "peer education"), ("peer group", "self-help groups"), ("{lay}", "{peers}"), outcome=HEALTH_OUTCOMES),
    Topic("carers in person", "carers", 90, _EMPIRICAL, CARERS, ("[carer|caregiver] [support group|education course]", "respite service"),
          ("carer support", "caregiving"), ("caregivers",), outcome=HEALTH_OUTCOMES),
    Topic("school and youth services", "adolescents", 110, _EMPIRICAL, YOUNG, ("school-based [prevention|wellbeing] programme", "youth early intervention service"),
          ("youth mental health", "early intervention"), ("adolescent", "schools"), outcome=CLINICAL_OUTCOMES),
)  # fmt: skip

LABORATORY_TOPICS = (
    Topic("antipsychotic and mood stabilizer trials", "pharmacological", 330, ("drug",), (*SMI, "[inpatients|outpatients] with [acute|chronic|first-episode|treatment-resistant] schizophrenia", "adults with bipolar mania"),
          ("medication",), ("drug treatment",), ("antipsychotic agents", "double-blind method"), outcome=CLINICAL_OUTCOMES),
    Topic("genes, images and markers", "biology", 360, ("biology",), (*SMI, "patients with schizophrenia and their siblings", "drug-naive patients with psychosis"),
          ("scan",), ("biology",), ("brain", "schizophrenia/genetics"), outcome=CLINICAL_OUTCOMES),
    Topic("epidemiology and service use", "epidemiology", 220, ("cohort", "cohort", "survey"), (*SMI, "psychiatric inpatients", "prisoners with psychosis"),
          ("[community treatment order|discharge plan|liaison service|crisis house]",), ("service use", "mortality", "physical comorbidity", "seclusion and restraint"),
          ("epidemiology", "registries"), outcome=("mortality", "readmission", "length of stay", "metabolic syndrome", "victimization", "smoking", "violence")),
)  # fmt: skip

OTHER_SENSE_TOPICS = (
    Topic("social media mining", "social media mining", 120, ("mining",),
          ("[microblog|social media|forum] users who mention [psychosis|bipolar disorder]", "online posts about [schizophrenia|bipolar disorder|depression]", "bloggers"),
          ("[text classifier|language model|sentiment analysis]",), ("social media language", "machine learning on online posts", "online disclosure"),
          ("natural language processing", "social media"), ("annotators",), ("automatically", "on public pages"),
          ("linguistic markers", "sentiment", "stigma in posts", "frequency of posting", "accuracy"),
          ("Posts in [peer support|recovery] communities were [longer|more hopeful].",)),
    Topic("peer teaching", "other senses of peer", 90, ("education",), ("[nursing|medical|pharmacy|psychology] students", "residents in psychiatry"),
          ("peer [teaching|tutoring|assessment|feedback] [programme|exercise]", "near-peer mentoring scheme", "simulated patient session"),
          ("peer-assisted learning", "peer assessment", "simulation"), ("education", "peer review"), ("senior students", "faculty", "peer tutors"), ("in class", "online", "in small groups"),
          ("communication skills", "confidence", "empathy", "examination scores", "attitudes to mental illness")),
    Topic("peer influence", "other senses of peer", 80, ("survey", "cohort"), (*YOUNG, "university students"), ("anti-bullying programme", "prevention lesson"),
          ("peer influence", "peer victimization", "cyberbullying", "friendship networks"), ("peer group", "bullying"), ("teachers",),
          outcome=("substance use", "peer rejection", "loneliness", "popularity", "psychotic-like experiences", "depressive symptoms")),
    Topic("peer review of practice", "other senses of peer", 50, ("editorial", "survey", "cohort"), ("psychiatrists", "journal reviewers", "hospital departments"), ("peer review [process|network]",),
          ("peer review", "clinical audit", "accreditation"), ("peer review", "quality assurance"), ("reviewers",), outcome=("agreement", "quality of reports", "compliance with standards")),
    Topic("other uses of digital", "other senses of digital", 80, ("biology", "cohort", "survey"), ("patients with schizophrenia", "women undergoing screening", "hospital outpatients"),
          ("[digital mammography|digital radiography|digital electroencephalography] [system|unit]",), ("digital imaging", "digit ratio", "digit span", "the digital divide"),
          ("signal processing", "imaging"), ("technicians",), ("with digital equipment",), ("diagnostic accuracy", "digit ratio", "digit span", "image quality")),
    Topic("records and informatics", "health informatics", 120, ("cohort", "survey", "development", "editorial"), ("mental health professionals", "hospitals", "{smi}"),
          ("[electronic health record|e-prescribing|patient portal|open notes] [system|service]",), ("electronic records", "patient portals", "health information technology"),
          ("medical informatics", "electronic health records"), outcome=("documentation quality", "portal use", "data privacy", "alert fatigue", "satisfaction with care")),
    Topic("staff wellbeing and training", "health workforce", 100, ("survey", "education", "qualitative", "pilot"), ("{clinicians}", "mental health staff"),
          ("[online|web-based|workshop] training course", "peer supervision group", "resilience course"), ("staff burnout", "clinical supervision", "e-learning"),
          ("burnout", "staff development"), ("trainers", "colleagues"), ("online", "in workshops"), ("burnout", "confidence", "knowledge", "compassion", "turnover")),
    Topic("rehabilitation and ageing", "physical rehabilitation", 130, _EMPIRICAL, ("stroke survivors", "older adults with [mild cognitive impairment|falls]", "people with dementia", "patients after joint replacement"),
          ("tele-rehabilitation programme", "exercise class", "memory aid app"), ("tele-rehabilitation", "assistive technology"), ("rehabilitation", "aged"),
          ("physiotherapists", "{lay}"), ("{digital}", "{in_person}"), HEALTH_OUTCOMES),
    Topic("society and culture", "other subjects", 100, ("survey", "qualitative", "editorial"), ("migrants", "indigenous communities", "lesbian, gay and bisexual adults", "people who are homeless", "police officers"),
          ("outreach project", "cultural consultation service"), ("discrimination", "social exclusion", "help-seeking", "traditional healing"), ("culture", "social determinants")),
)  # fmt: skip

FAR_TOPICS = (*OTHER_ILLNESS_TOPICS, *LABORATORY_TOPICS, *OTHER_SENSE_TOPICS)
