"""The pages, one file a subject. What they show, the use cases decide."""

from activescreen.web.pages import (
    account,
    conflicts,
    dashboard,
    duplicates,
    flow,
    full_text,
    imports,
    models,
    people,
    pilot,
    records,
    review,
    screen,
    set_up,
    sign_in,
    stopping,
)

ROUTERS = (
    account.router,
    conflicts.router,
    dashboard.router,
    duplicates.router,
    flow.router,
    full_text.router,
    imports.router,
    models.router,
    people.router,
    pilot.router,
    records.router,
    review.router,
    screen.router,
    set_up.router,
    sign_in.router,
    stopping.router,
)
