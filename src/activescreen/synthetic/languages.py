# A template reads best as one line, however long it is.
# ruff: noqa: E501
"""Titles in other languages, as some databases print them."""

from __future__ import annotations

from activescreen.synthetic.draw import Draw
from activescreen.synthetic.grammar import Grammar

_TITLES: dict[str, tuple[str, ...]] = {
    "German": (
        "[Gruppenangebote|Beratung|Nachsorge] für Menschen mit [Schizophrenie|psychischen Erkrankungen|Depressionen]: [eine Pilotstudie|ein Überblick|Ergebnisse einer Befragung]",
        "[Digitale Hilfen|Selbsthilfe|Genesungsbegleitung] in der [Psychiatrie|Gemeindepsychiatrie|Rehabilitation]",
    ),
    "French": (
        "[L'entraide|Le rétablissement|L'accompagnement] des personnes [vivant avec une schizophrénie|souffrant de troubles psychiques|âgées]: [étude qualitative|essai pilote|revue de la littérature]",
        "[Santé mentale|Soins psychiatriques|Réhabilitation] et [internet|travail|famille] : [état des lieux|une enquête nationale]",
    ),
    "Spanish": (
        "[Apoyo mutuo|Rehabilitación|Intervención psicosocial] en personas con [esquizofrenia|trastorno bipolar|depresión]: [estudio piloto|revisión sistemática|ensayo clínico]",
        "[Calidad de vida|Estigma|Adherencia] y [salud mental|recuperación|familia] en [pacientes ambulatorios|adultos jóvenes]",
    ),
    "Portuguese": (
        "[Grupos de ajuda mútua|Telessaúde|Cuidado compartilhado] na atenção [psicossocial|primária]: [relato de experiência|estudo transversal]",
        "[Recuperação|Autonomia|Qualidade de vida] de [usuários de serviços de saúde mental|familiares cuidadores]",
    ),
    "Dutch": (
        "[Ervaringsdeskundigen|Zelfhulp|E-health] in de [geestelijke gezondheidszorg|psychiatrie]: [een verkenning|resultaten van een pilot]",
    ),
    "Polish": (
        "[Wsparcie|Rehabilitacja|Jakość życia] osób [chorujących na schizofrenię|z depresją]: [badanie pilotażowe|przegląd badań]",
    ),
}
_GRAMMAR = Grammar({})


def translated(title: str, draw: Draw) -> tuple[str, str]:
    """A language, and a title in it that stands for this English one.

    The wording is not a translation; the year-like number of the English title's length keeps
    two publications from sharing one by accident.
    """
    language = draw.choice(tuple(_TITLES))
    wording = _GRAMMAR.expand(draw.choice(_TITLES[language]), draw)
    return language, f"{wording} ({len(title)}/{draw.integer(100, 999)})"
