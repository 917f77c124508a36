# A template reads best as one line, however long it is.
# ruff: noqa: E501
"""Sentence templates by kind of study; a topic supplies the words that fill them.

Slots that a topic fills: ``population``, ``intervention`` (a noun without article), ``who``
delivers, ``how`` it reaches people, ``outcome`` (and ``other_outcome``, a different one), and ``theme`` (what the field is about).
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Style:
    """The templates of one kind of report.

    Attributes
    ----------
    titles
        Titles; a colon parts title and subtitle.
    background, methods, results, conclusions
        Sentences of the abstract's sections. A section without sentences is left out.
    """

    titles: tuple[str, ...]
    background: tuple[str, ...]
    methods: tuple[str, ...] = ()
    results: tuple[str, ...] = ()
    conclusions: tuple[str, ...] = ()


_NEED = (
    "Many {population} have [little|limited|uneven] access to {theme}.",
    "{theme} [is|remains] [an under-studied|a promising|a contested] area for {population}.",
    "Little is known about whether {theme} [helps|reaches|benefits] {population}.",
    "[Rising demand has|Scarce resources have|Long waiting lists have|Geographical distance has] led services to look for new forms of support.",
    "[Earlier|Previous] work on {theme} [was limited by small samples|relied on convenience samples|rarely reported {outcome}].",
    "Problems with {outcome} are common among {population}.",
    "Improving {outcome} is a [priority|stated goal] of [policy|care|services].",
    "Interest in {theme} has grown [over the past decade|rapidly|in recent years].",
    "The [present|current] study [aimed|set out|sought] to [examine|assess|evaluate] a {intervention}.",
    "Our [aim|objective] was to [learn|determine] whether a {intervention} [could improve|would change|affects] {outcome}.",
    "We [describe|report|present] a {intervention} for {population}.",
    "[Stigma|Isolation|Poverty|Unemployment] and poor {outcome} often go together.",
)
_DELIVERY = (
    "The {intervention} was delivered by {who} {how}.",
    "{who} [met|contacted|supported] {people} {how} [every week|twice a month|as needed].",
    "Sessions lasted [30|45|60|90] minutes and were led by {who}.",
    "{who} received [two|three|five] days of training and [monthly|weekly|regular] supervision.",
    "Contact took place {how} over {weeks} weeks.",
    "Participants used the {intervention} for {weeks} weeks.",
)
_MEASURES = (
    "{outcome} and {other_outcome} were [measured|assessed] with {scale} [at baseline and {weeks} weeks|before and after].",
    "The primary outcome was {outcome} at {months} months.",
    "Secondary outcomes [included|were] {outcome} and {other_outcome}.",
    "Data came from {scale} and field notes.",
)
_SAMPLE = (
    "{n} {population} were recruited from {setting}.",
    "Participants (n={n}; mean age {age} years) were {population} [seen|enrolled] in {setting}.",
    "Eligible participants were {population} in {setting}.",
)
_EFFECT = (
    "{outcome} improved [significantly |]in the intervention group ({p}, d={d}).",
    "There was no [significant |]difference between groups in {outcome} ({p}).",
    "Compared with [usual care|the waiting list|the control condition], {people} reported better {outcome} ([mean difference|effect size] {d}; {p}).",
    "At {months} months, {outcome} had [changed|risen|fallen] by {change}.",
    "The odds ratio for improved {outcome} was {ci}.",
    "Gains in {outcome} were [maintained|no longer seen] at {months}-month follow-up.",
    "Changes in {outcome} were [associated with|unrelated to] [attendance|baseline severity|age].",
)
_USE = (
    "{pct}% completed [the programme|at least half of the sessions|all assessments].",
    "[Retention|Attendance|Uptake] was {pct}% [at {weeks} weeks|overall].",
    "{pct}% [rated|described] the {intervention} as [useful|acceptable|easy to use].",
    "Dropout was [higher than expected|modest] ({pct}%).",
    "On average {people} took part {score} times a [week|month].",
    "No [serious |]adverse events [occurred|were attributed to the intervention].",
)
_CLOSE = (
    "A {intervention} [appears|seems] [feasible|acceptable|promising] for {population}.",
    "Larger [controlled |]trials [are needed|should follow].",
    "The findings [support|do not support] [wider use|routine use] of the {intervention}.",
    "[Services|Policy makers|Providers] [may wish to|could|should] consider {theme} [when planning care|alongside usual treatment].",
    "Further [work|research] should examine {outcome} [over a longer period|in more diverse samples].",
    "Effects on {outcome} [were small|remain uncertain|deserve attention].",
    "Implementation [in {setting} |]will depend on [funding|training|leadership|staff time].",
)
_THEMES = (
    "{people} [valued|spoke about] [being understood|flexibility|privacy|not being judged|having time].",
    "Themes [were|included] [trust|hope|identity|access|control|belonging] and [workload|safety|boundaries|disclosure|confidence].",
    "Barriers [were|included] [cost|symptoms|lack of time|poor connectivity|low confidence|transport].",
    "Some [felt|described] [pressure|uncertainty|frustration] when [contact ended|plans changed|{who} were unavailable].",
    "[Relationships with|The attitude of] {who} shaped how {people} saw the {intervention}.",
    "Accounts of {outcome} [differed|varied] [by age|between sites|over time].",
)

STYLES: dict[str, Style] = {
    "trial": Style(
        titles=(
            "{intervention} for {population}: [a|results of a|outcomes of a] randomi[s|z]ed controlled trial",
            "Effect[s|iveness] of a {intervention} on {outcome} [in|among] {population}",
            "[Efficacy|Effectiveness] of a {intervention} for {population}: [{months}-month follow-up|a cluster randomi[s|z]ed trial|a pragmatic trial]",
            "A randomi[s|z]ed trial of a {intervention} to improve {outcome} in {population}",
            "The {study_name} trial: a {intervention} for {population}",
        ),
        background=_NEED,
        methods=(
            *_SAMPLE,
            "We randomly [assigned|allocated] {n} {population} to a {intervention} or to [usual care|a waiting list|an active control].",
            "[Assessors were masked|Analyses were by intention to treat|Allocation was concealed].",
            "In this [parallel-group|single-blind|two-arm|three-arm] trial, sites were located in {setting}.",
            *_DELIVERY,
            *_MEASURES,
        ),
        results=(*_EFFECT, *_EFFECT, *_USE),
        conclusions=_CLOSE,
    ),
    "pilot": Style(
        titles=(
            "[Feasibility and acceptability|Feasibility|Acceptability and preliminary effectiveness] of a {intervention} for {population}",
            "A pilot [study|trial] of a {intervention} for {population}",
            "{intervention} [for|with] {population}: [a pilot study|a feasibility study|a pre-post evaluation|an exploratory study|preliminary findings]",
            "[Improving|Supporting|Promoting] {outcome} [in|among] {population}: [pilot of|early experience with] a {intervention}",
            "{study_name}: [piloting|first evaluation of] a {intervention}",
        ),
        background=_NEED,
        methods=(
            "{small_n} {population} [took part in|joined|enrolled in] [an open trial|a single-arm pilot|a pre-post study].",
            *_SAMPLE,
            *_DELIVERY,
            *_MEASURES,
        ),
        results=(*_USE, *_USE, *_EFFECT),
        conclusions=_CLOSE,
    ),
    "qualitative": Style(
        titles=(
            "[Experiences|Views|Perceptions] of a {intervention} among {population}: a qualitative study",
            "{population} and {theme}: [an interview study|a thematic analysis|a focus group study]",
            "How do {population} [experience|use|make sense of] a {intervention}?",
            "[Barriers|Barriers and enablers|Facilitators] to a {intervention}: [perspectives|views] of {population}",
            "['Someone who gets it'|'It opened a door'|'In my own time'|'More than a diagnosis']: {population} on {theme}",
        ),
        background=_NEED,
        methods=(
            "[Semi-structured interviews|Focus groups] were held with {small_n} {population}.",
            "Transcripts were [coded|analysed] [inductively|thematically|using a framework approach].",
            *_SAMPLE,
            *_DELIVERY,
        ),
        results=(*_THEMES, *_THEMES, *_USE[2:3]),
        conclusions=_CLOSE,
    ),
    "survey": Style(
        titles=(
            "{theme} among {population}: a [cross-sectional|national|web-based] survey",
            "[Interest in|Attitudes towards|Use of|Access to] {theme} among {population}",
            "[Correlates|Predictors|Prevalence] of {outcome} [in|among] {population}",
            "{outcome} and {other_outcome} in {population}",
        ),
        background=_NEED,
        methods=(
            "A [cross-sectional|postal|structured] survey was completed by {n} {population}.",
            "Data were collected with {scale} in {setting}.",
            "Logistic regression [examined|identified] [correlates|predictors] of {outcome}.",
            *_SAMPLE,
        ),
        results=(
            "{pct}% [reported|had experience of|were interested in] {theme}.",
            "{outcome} was [associated|correlated] with {other_outcome} (r={d}, {p}).",
            "[Women|Men|Younger respondents|Those living alone] were more likely to report problems with {outcome} (odds ratio {ci}).",
            "The mean [age|score] was {age} (SD {score}).",
            "{pct}% had [never|once|often] [discussed|used|been offered] a {intervention}.",
            "After adjustment, {outcome} [remained|was no longer] a predictor ({p}).",
        ),
        conclusions=_CLOSE,
    ),
    "cohort": Style(
        titles=(
            "{outcome} [in|among] {population}: a [cohort|register-based|longitudinal|retrospective] study",
            "{intervention} and {outcome} in {population}",
            "[Long-term|{months}-month] outcomes of {population} [after|receiving] a {intervention}",
            "Implementation of a {intervention} in {country}",
        ),
        background=_NEED,
        methods=(
            "Records of {large_n} {population} in {setting} were [linked|reviewed|analysed].",
            "We followed {n} {population} for {months} months.",
            "[Cox|Poisson|Mixed-effects] models were adjusted for [age and sex|case mix|baseline severity].",
            *_DELIVERY[:3],
        ),
        results=(
            "The hazard ratio for {outcome} was {ci}.",
            "[Costs|Admissions|Bed days] [fell|rose] by {pct}% after the {intervention} was introduced.",
            "{pct}% [were in contact with|had left|re-entered] services at {months} months.",
            *_EFFECT[3:],
        ),
        conclusions=_CLOSE,
    ),
    "protocol": Style(
        titles=(
            "{intervention} for {population}: [study protocol|protocol for a randomi[s|z]ed controlled trial|rationale and design]",
            "Protocol [for|of] the {study_name} trial: a {intervention} to improve {outcome} [in|among] {population}",
        ),
        background=_NEED,
        methods=(
            "{n} {population} will be [randomi[s|z]ed|recruited] [from|in] {setting}.",
            "The {intervention} will be delivered by {who} {how}.",
            "The primary outcome will be {outcome} at {months} months.",
            "Secondary outcomes will include {outcome} and {other_outcome}.",
            "Recruitment [will begin|began] in [spring|autumn|January|September]; results are expected in two years.",
            "A [process|cost-effectiveness] evaluation will run alongside the trial.",
        ),
        conclusions=(
            "If effective, the {intervention} [could|may] be offered more widely.",
            "The trial will show whether a {intervention} improves {outcome}.",
            "[Ethics approval was granted|The trial is registered].",
        ),
    ),
    "review": Style(
        titles=(
            "{theme} for {population}: a [systematic review|scoping review|systematic review and meta-analysis|narrative review]",
            "[Effectiveness|A meta-analysis|A review] of {theme} for {population}",
            "[What works in|The evidence for|Mapping] {theme}? A review",
        ),
        background=_NEED[:8],
        methods=(
            "[Four|Five|Six|Eight] databases were searched [from inception to 2016|up to 2018|between 1990 and 2015].",
            "Two reviewers screened {large_n} records and extracted data.",
            "Studies of {theme} for {population} were eligible.",
            "Risk of bias was assessed with a standard tool.",
        ),
        results=(
            "{small_n} studies with {large_n} participants were included.",
            "Pooled effects on {outcome} were [small|moderate] (standardized mean difference {d}).",
            "Heterogeneity was [high|substantial|low] (I2={pct}%).",
            "Most studies were of [low|moderate] quality and few reported {outcome}.",
            "Delivery by {who} was [common|rare|associated with better retention].",
            "Findings for {outcome} were [inconsistent|encouraging].",
        ),
        conclusions=_CLOSE[1:],
    ),
    "editorial": Style(
        titles=(
            "{theme}: [hype or hope|where next|time for action|a personal view|promise and pitfalls|ten years on]",
            "[Rethinking|In defence of|The future of|Commentary:|Questions about] {theme}",
            "{theme} and {population}: [a call to action|letter to the editor|an invited commentary]",
        ),
        background=(
            *_NEED[:8],
            "This [commentary|article|viewpoint] [argues|considers|discusses] [what|how] {theme} could offer {population}.",
            "[Ethical|Practical|Financial] questions [remain|deserve debate], among them {outcome} and the role of {who}.",
            "The author [calls for|urges] [investment|caution|training|debate].",
            "Work {how} [raises|brings] new questions about [privacy|boundaries|equity|regulation].",
        ),
    ),
    "development": Style(
        titles=(
            "[Development|Design|Co-design|Usability testing] of a {intervention} for {population}",
            "[Designing|Adapting|Building] a {intervention} with {population}",
            "{study_name}: [iterative design|user-centred development] of a {intervention}",
        ),
        background=_NEED,
        methods=(
            "[Workshops|Think-aloud sessions|Field tests] were held with {small_n} {population} and {who}.",
            "A [prototype|first version] was [tested|refined] over [two|three|four] rounds.",
            "Usability was rated with {scale}.",
            *_DELIVERY[:2],
        ),
        results=(
            "[Suggestions|Requests] concerned [navigation|wording|notifications|privacy|colour].",
            "The usability score was {pct} of 100.",
            *_THEMES[:4],
            *_USE[2:3],
        ),
        conclusions=_CLOSE,
    ),
}
