# A template reads best as one line, however long it is.
# ruff: noqa: E501
"""Sentence templates of studies that treat nobody in person: drugs, genes, texts, teaching.

They use the slots of `activescreen.synthetic.sentences` and bring symbols of their own.
"""

from __future__ import annotations

from activescreen.synthetic.sentences import Style

LABORATORY_WORDS: dict[str, tuple[str, ...]] = {
    "compound": (
        "risperidone", "olanzapine", "clozapine", "aripiprazole", "quetiapine", "paliperidone",
        "ziprasidone", "amisulpride", "lurasidone", "haloperidol", "cariprazine", "lithium",
        "valproate", "lamotrigine", "minocycline", "N-acetylcysteine", "sulforaphane", "metformin",
    ),
    "form": ("long-acting injection", "oral tablets", "once-daily doses", "an extended-release form"),
    "gene": (
        "COMT", "DISC1", "BDNF", "NRG1", "DRD2", "CACNA1C", "ZNF804A", "DTNBP1", "HTR2A", "RGS4",
        "ANK3", "GRM3", "AKT1", "MTHFR",
    ),
    "region": (
        "hippocampus", "anterior cingulate cortex", "dorsolateral prefrontal cortex", "thalamus",
        "superior temporal gyrus", "ventral striatum", "insula", "amygdala", "cerebellum",
        "corpus callosum", "default mode network", "orbitofrontal cortex",
    ),
    "marker": (
        "interleukin-6", "C-reactive protein", "cortisol", "glutamate", "N-acetylaspartate",
        "brain-derived neurotrophic factor", "kynurenic acid", "oxytocin", "homocysteine",
    ),
    "task": (
        "a working memory task", "an oddball paradigm", "a reward task", "emotion recognition",
        "an eye-tracking task", "prepulse inhibition", "verbal fluency", "a Stroop task",
    ),
    "dose": ("2 mg", "6 mg/day", "10 mg", "15 mg/day", "100 mg", "400 mg/day", "600 mg"),
}  # fmt: skip

LABORATORY_STYLES: dict[str, Style] = {
    "drug": Style(
        titles=(
            "{compound} [versus|compared with] {comparator} in {population}: a [double-blind|randomi[s|z]ed|multicentre] trial",
            "[Efficacy and safety|Tolerability|Pharmacokinetics] of {compound} [{form}|in {population}]",
            "{compound} as [adjunctive|maintenance] treatment [for|in] {population}",
            "Effect of {compound} on {outcome} in {population}",
            "[Metabolic effects|Weight gain|Prolactin levels] during treatment with {compound}",
        ),
        background=(
            "{compound} is [widely prescribed|approved|used off label] for {population}.",
            "Many patients [respond poorly|stop treatment early|gain weight] on {compound}.",
            "This study compared {compound} with [placebo|{comparator}].",
            "Data on {compound} and {outcome} are [sparse|conflicting].",
        ),
        methods=(
            "{n} {population} were randomly assigned to {compound} ({dose}) or [placebo|{comparator}] for {weeks} weeks.",
            "[Doses were flexible|Treatment was double blind|A run-in of two weeks preceded allocation].",
            "{outcome} was rated with {scale} every [two|four] weeks.",
            "[Plasma levels|Electrocardiograms|Fasting glucose values] were [recorded|monitored].",
        ),
        results=(
            "{outcome} improved by {score} points with {compound} and {score} with [placebo|{comparator}] ({p}).",
            "{pct}% of those on {compound} and {pct}% of controls [responded|discontinued|relapsed].",
            "The most [frequent|common] adverse events were [somnolence|akathisia|headache|insomnia|weight gain].",
            "Mean weight change was {score} kg.",
            "The hazard ratio for relapse was {ci}.",
        ),
        conclusions=(
            "{compound} was [effective|well tolerated|not superior to placebo].",
            "The [benefit-risk balance|metabolic profile] of {compound} [favours its use|calls for monitoring].",
            "{compound} may [be an option|offer an alternative] for {population}.",
        ),
    ),
    "biology": Style(
        titles=(
            "{gene} [polymorphisms|variants|methylation] and {outcome} in {population}",
            "[Reduced|Altered|Increased] {region} [volume|activation|connectivity] in {population}",
            "{region} [response|function] during {task} in {population}: [an fMRI|a diffusion tensor imaging|an EEG|a magnetoencephalography] study",
            "[Serum|Plasma|Cerebrospinal fluid] {marker} in {population}",
            "Association [of|between] {gene} and {region} [volume|thickness]: [a replication study|a family-based study]",
            "{task} and the {region} in {population}",
        ),
        background=(
            "[Abnormalities|Differences] of the {region} have been [reported|described] in {population}.",
            "{gene} is a candidate for [susceptibility to psychosis|cognitive impairment].",
            "Whether {marker} relates to {outcome} is unclear.",
            "We examined {region} [volume|function] during {task}.",
        ),
        methods=(
            "{n} {population} and {n} healthy controls [were scanned at 3T|were genotyped|gave blood samples].",
            "Participants performed {task} during [imaging|recording].",
            "[Voxel-based morphometry|Independent component analysis|A region of interest approach|Linkage analysis] was used.",
            "Levels of {marker} were [determined|measured] by immunoassay.",
        ),
        results=(
            "Patients showed [reduced|increased] [activation|volume|connectivity] of the {region} ({p}).",
            "[Carriers of the risk allele|Patients] had [lower|higher] {marker} than controls ({p}).",
            "{gene} was [associated|not associated] with {outcome} (odds ratio {ci}).",
            "{region} volume correlated with {outcome} (r={d}).",
        ),
        conclusions=(
            "The findings [implicate|point to] the {region} in [psychosis|the illness].",
            "{marker} [may|does not] serve as a marker of {outcome}.",
            "[Replication|Longitudinal imaging] is needed.",
        ),
    ),
    "education": Style(
        titles=(
            "{intervention} in [nursing|medical|pharmacy|social work] education: [an evaluation|a quasi-experimental study|students' views]",
            "[Effects|Use] of a {intervention} on {outcome} of {population}",
            "{theme}: [lessons from a pilot|a mixed methods study|a survey of programmes]",
        ),
        background=(
            "{theme} is [increasingly|widely] used in [training|education].",
            "[Students|Trainees] [often|seldom] receive feedback on {outcome}.",
            "We evaluated a {intervention} for {population}.",
        ),
        methods=(
            "{n} {population} [took part|were surveyed] [during one semester|over two terms].",
            "The {intervention} was [delivered|guided] by {who} {how}.",
            "[Test scores|Reflective journals|Ratings] were [compared|analysed].",
        ),
        results=(
            "{outcome} [improved|did not change] ({p}; d={d}).",
            "{pct}% [agreed|felt] that the {intervention} [was helpful|built confidence].",
            "Agreement between raters was [fair|good] (kappa {d}).",
            "[Senior|First-year] students [benefited most|were more critical].",
        ),
        conclusions=(
            "A {intervention} [can|may] [complement|replace] teaching by faculty.",
            "[Curricula|Schools] should [include|consider] {theme}.",
        ),
    ),
    "mining": Style(
        titles=(
            "{theme}: [a computational analysis|a content analysis] of {population}",
            "[Detecting|Predicting|Characterizing] {outcome} [with|using] a {intervention}",
            "{outcome} in {large_n} {population}",
            "What do {population} [say|reveal]? {theme} [in {country}|over {months} months]",
        ),
        background=(
            "Every day, {population} [discuss|describe] [medication|symptoms|recovery|loneliness].",
            "{theme} [offers|may offer] a view of [daily life|public opinion|help-seeking].",
            "We asked whether a {intervention} could [detect|predict] {outcome}.",
        ),
        methods=(
            "We [collected|sampled] {large_n} {population} over {months} months.",
            "{who} [rated|labelled] {n} texts [by hand|independently] (kappa {d}).",
            "A {intervention} was trained {how} and tested on held-out data.",
            "[Topic models|Word counts|Network measures] were [computed|compared].",
        ),
        results=(
            "The [classifier|model] reached an area under the curve of {d}.",
            "{pct}% of texts [mentioned|concerned] [treatment|stigma|side effects|other people].",
            "{outcome} [differed|varied] [by platform|by month|between groups] ({p}).",
            "{small_n} topics were found, [the largest|one] about {outcome}.",
        ),
        conclusions=(
            "{theme} can [complement|inform] [surveillance|clinical work].",
            "[Privacy|Consent|Bias] [remains|is] a concern.",
        ),
    ),
}
