# A template reads best as one line, however long it is.
# ruff: noqa: E501
"""The 39 publications to be found: 27 finally included, 12 that fail at full text.

Subjects differ as in a real review: some say everything in the title, others hide the peer or
the technology in one sentence of a study about weight, parenting or cognitive training.
"""

from __future__ import annotations

from typing import Any

from activescreen.synthetic.topics import Topic
from activescreen.synthetic.vocabulary import HEALTH_OUTCOMES, RECOVERY_OUTCOMES, SMI

_PEER = ("{peers}",)
_INCLUDED: dict[str, Any] = {"group": "included", "passes": True, "included": True}
_FAILS: dict[str, Any] = {"group": "fails at full text", "passes": True}

INCLUDED_TOPICS = (
    Topic(
        name="moderated forum",
        weight=5,
        styles=("trial", "pilot", "pilot", "qualitative"),
        population=SMI,
        intervention=(
            "[moderated|unmoderated] online [forum|bulletin board]",
            "internet [peer support|mutual support] group",
            "[private|closed] [Facebook|social media] group",
            "online recovery community",
        ),
        who=("other members", "{peers}", "group members"),
        how=("online", "in the forum", "on a mailing list", "in a private online group"),
        theme=("online peer support", "mutual support on the internet", "online communities"),
        keywords=("peer group", "internet", "social networking", "schizophrenia", "recovery"),
        asides=(
            "Members posted [messages|stories] and replied to one another without a professional in the discussion.",
            "{pct}% wrote at least one post, and most read what fellow members had written.",
            "Giving help to others who had been through [psychosis|the same] was valued as much as receiving it.",
        ),
        aside_share=1.5,
        **_INCLUDED,
    ),
    Topic(
        name="peer with app",
        weight=4,
        styles=("pilot", "pilot", "trial", "development"),
        population=SMI,
        intervention=(
            "peer-delivered, technology-supported self-management programme",
            "smartphone-supported [peer coaching|self-management] programme",
            "recovery app used with a [consumer provider|peer worker]",
        ),
        who=_PEER,
        how=(
            "with a smartphone app",
            "by text message",
            "with a tablet application",
            "in person and through an app",
        ),
        theme=("technology-supported peer services", "mobile health and peer support"),
        keywords=("peer support", "mHealth", "self-management", "serious mental illness"),
        asides=(
            "{peers} followed progress on a dashboard and sent encouraging text messages.",
            "Messages were exchanged on {pct}% of days and often concerned shared experience.",
        ),
        **_INCLUDED,
    ),
    Topic(
        name="decision support with peers",
        weight=3,
        styles=("pilot", "trial", "pilot"),
        population=("clients of [two|three] mental health clinics", "{smi}"),
        intervention=(
            "[peer-staffed|peer-run] [web-based|computerized] decision support centre",
            "web-based shared decision-making [programme|system]",
        ),
        who=("{peers}", "clinic staff", "{peers}"),
        how=("at a kiosk in the waiting room", "on a website", "through a web program"),
        theme=("shared decision making", "peer-run decision support"),
        keywords=("shared decision making", "community mental health", "medication", "software"),
        asides=(
            "[A peer worker|A peer specialist] helped clients complete the [computer|web-based] report before the consultation.",
            "Peer staff ran the centre and [showed short videos of recovery|helped with the software].",
        ),
        aside_share=1.5,
        **_INCLUDED,
    ),
    Topic(
        name="lifestyle with coaching",
        weight=4,
        styles=("pilot", "pilot", "trial"),
        population=("[overweight|obese] adults with serious mental illness", "{smi}"),
        intervention=(
            "[lifestyle|fitness] programme with [peer support|peer coaching] and mobile technology",
            "[web-based|online] weight management programme with peer [coaches|coaching]",
            "[peer-group|peer-led] lifestyle programme on [Facebook|social media]",
        ),
        who=("lifestyle coaches", "{peers}", "{peers}"),
        how=("in weekly groups", "online", "by text message", "with wearable activity trackers"),
        outcome=(*HEALTH_OUTCOMES[:7], *RECOVERY_OUTCOMES[:6]),
        theme=("weight management", "online peer support", "mobile health"),
        keywords=("obesity", "peer group", "mHealth", "weight loss"),
        asides=(
            "Between sessions [participants|members] encouraged one another in a private Facebook group.",
            "[Coaches|Telephone coaches] were [themselves in recovery|{peers}].",
            "Steps were recorded with wearable trackers and shared [in the group|with a peer coach].",
        ),
        aside_share=1.7,
        **_INCLUDED,
    ),
    Topic(
        name="recovery stories on video",
        weight=3,
        styles=("qualitative", "pilot", "qualitative"),
        population=("people with persisting psychosis", "{smi}"),
        intervention=("recovery-oriented website", "website of [filmed|video] recovery stories"),
        who=("mental health workers", "narrators", "people who had recovered"),
        how=("on a tablet computer", "on video", "on the website"),
        theme=("recovery narratives", "stories of recovery"),
        keywords=("narration", "psychotic disorders", "video recording", "hope"),
        asides=(
            "Watching others who had lived with psychosis talk on video was described as [inspiring|comforting|upsetting at times].",
        ),
        **_INCLUDED,
    ),
    Topic(
        name="bipolar course with coaching by email",
        weight=2,
        styles=("trial",),
        population=("people newly diagnosed with bipolar disorder", "adults with bipolar disorder"),
        intervention=("online psychoeducation course", "web-based self-management course"),
        who=("informed supporters", "people managing their own bipolar disorder well"),
        how=("by email", "online"),
        theme=("internet psychoeducation", "online self-help"),
        keywords=("bipolar disorder", "psychoeducation", "internet", "self care"),
        asides=(
            "Supporters with lived experience of the disorder answered questions by email.",
            "Peer coaching by email was added to the online course in one arm.",
        ),
        aside_share=1.5,
        **_INCLUDED,
    ),
    Topic(
        name="family website",
        weight=1,
        styles=("trial",),
        population=("persons with schizophrenia and their relatives",),
        intervention=("telehealth psychoeducation website",),
        who=("{clinicians}",),
        how=("on a website", "in online therapy groups"),
        theme=("telehealth", "online support"),
        keywords=("social support", "schizophrenia", "internet"),
        asides=(
            "Separate online discussion groups let persons with the illness exchange advice with each other.",
            "Peer support among members of the online groups grew over time.",
        ),
        aside_share=2,
        **_INCLUDED,
    ),
    Topic(
        name="training in pairs",
        weight=1,
        styles=("pilot",),
        population=("patients with early-course schizophrenia",),
        intervention=("peer-accompanied computerized training course",),
        who=("{peers}", "a companion in recovery"),
        how=("on laptop computers", "on a tablet computer"),
        outcome=("cognitive performance", "motivation", "hope", "social functioning"),
        theme=("cognitive remediation", "peer interaction"),
        keywords=("peer group", "computers", "schizophrenia"),
        asides=(
            "Half of the sessions were completed beside a companion who was recovering from the same illness.",
            "The presence of a peer was compared with training alone at the computer.",
        ),
        aside_share=2,
        **_INCLUDED,
    ),
    Topic(
        name="parenting course",
        weight=1,
        styles=("trial",),
        population=("mothers with a serious mental illness",),
        intervention=("internet parenting course with peer support",),
        who=("course staff", "other mothers"),
        how=("online", "on a listserv"),
        outcome=("parenting skills", "empowerment", "coping", "social support"),
        theme=("parenting education", "online peer support"),
        keywords=("mothers", "internet", "social support"),
        asides=(
            "Mothers wrote to each other on a mailing list.",
            "An online peer support listserv was open to all mothers in the course.",
        ),
        aside_share=2,
        **_INCLUDED,
    ),
    Topic(
        name="matched chats",
        weight=1,
        styles=("development",),
        population=("people with mental illness",),
        intervention=("guided [peer support|mutual support] chat tool",),
        who=("matched partners", "strangers"),
        how=("in online chats", "in pairs"),
        outcome=("anxiety", "loneliness", "hope", "depth of conversation"),
        theme=("mutual support by chat", "online conversations"),
        keywords=("social support", "internet", "design"),
        asides=(
            "Partners took turns as helper and as the one being helped.",
            "Peer support by chat [felt anonymous|was easy to begin].",
        ),
        aside_share=2,
        **_INCLUDED,
    ),
    Topic(
        name="remote groups",
        weight=2,
        styles=("pilot", "qualitative"),
        population=SMI,
        intervention=(
            "[videoconference|telephone and video] mutual support group",
            "text messaging programme of mutual encouragement",
        ),
        who=_PEER,
        how=("by [videoconference|video call]", "by text message", "remotely"),
        theme=("remote mutual support", "support at a distance"),
        keywords=("rural health", "self-help groups", "text messaging"),
        asides=("Each participant was paired with someone further along in recovery.",),
        **_INCLUDED,
    ),
)

FULL_TEXT_TOPICS = (
    Topic(
        name="mixed diagnoses",
        weight=4,
        styles=("pilot", "trial", "qualitative"),
        population=(
            "adults using community mental health services",
            "people with mental [illness|health conditions]",
            "{smi}",
        ),
        intervention=(
            "online [peer support|mutual help] [programme|group]",
            "peer-led [app|web programme]",
        ),
        who=_PEER,
        how=("online", "through a smartphone app", "in a group chat"),
        theme=("digital peer support", "online peer support"),
        keywords=("peer support", "mental health", "internet"),
        asides=("Diagnoses were self-reported [and varied|; half named a mood disorder].",),
        **_FAILS,
    ),
    Topic(
        name="baseline of a running trial",
        weight=3,
        styles=("pilot", "survey"),
        population=SMI,
        intervention=("peer-supported smartphone programme", "moderated online support platform"),
        who=_PEER,
        how=("through a smartphone app", "on a moderated platform", "by video call"),
        theme=("digital peer support", "technology and recovery"),
        keywords=("peer support", "mobile applications", "psychosis"),
        asides=("Baseline characteristics are presented; follow-up continues.",),
        **_FAILS,
    ),
    Topic(
        name="peers as researchers",
        weight=3,
        styles=("development", "qualitative", "pilot"),
        population=SMI,
        intervention=(
            "co-designed recovery app",
            "online self-management programme made with service users",
        ),
        who=("{peers}", "{clinicians}"),
        how=("through a smartphone app", "on a website"),
        theme=("co-production of digital tools", "service user involvement"),
        keywords=("co-design", "community-based participatory research", "mHealth"),
        asides=(
            "{peers} were members of the research team and [shaped every screen|tested each version].",
        ),
        **_FAILS,
    ),
    Topic(
        name="includes minors",
        weight=2,
        styles=("pilot", "qualitative"),
        population=(
            "young people with first-episode psychosis",
            "people aged 16 to 25 years with psychosis",
        ),
        intervention=(
            "moderated online social therapy platform",
            "app with a peer-moderated community",
        ),
        who=("peer moderators", "{peers}", "{clinicians}"),
        how=("online", "in an online community"),
        outcome=RECOVERY_OUTCOMES,
        theme=("online social therapy", "digital early intervention"),
        keywords=("early intervention", "psychosis", "social networking"),
        asides=("Peer moderators welcomed newcomers and kept the conversation going.",),
        **_FAILS,
    ),
)
