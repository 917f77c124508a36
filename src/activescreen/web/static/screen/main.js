// The screening page: puts its parts together and starts them.

import { by } from "./page.js";
import { Desk } from "./desk.js";
import { listen } from "./controls.js";
import { Outbox } from "./outbox.js";
import { Preferences } from "./preferences.js";
import { Sender } from "./sender.js";
import { Service } from "./service.js";
import { Supply } from "./supply.js";

const RENEW = 8 * 60_000;
const LOOK = 20_000;

const setup = JSON.parse(by("screening").dataset.setup);
const service = new Service({
  base: `/api/v1/reviews/${setup.review}`,
  account: setup.account,
  csrf: document.querySelector('meta[name="csrf-token"]').content,
});
const outbox = new Outbox(setup.owner);
const sender = new Sender(outbox, service, setup.owner);
const supply = new Supply(service, setup.stage);
const tabs = new BroadcastChannel(`activescreen-screening ${setup.owner}`);
const desk = new Desk({ setup, service, outbox, sender, supply, tabs });

by("work").hidden = false;
listen(desk, new Preferences());

// A person who comes back to the page, or whose connection does, finds it at work at once.
const back = () => {
  if (document.visibilityState !== "visible") return;
  sender.wake();
  desk.refill(!supply.shown || service.state !== "fine");
};
for (const name of ["online", "focus", "pageshow"]) addEventListener(name, back);
document.addEventListener("visibilitychange", back);

// Asking renews what is in hand while someone reads; with nothing in hand it finds what came free.
setInterval(() => document.visibilityState === "visible" && desk.refill(true), RENEW);
setInterval(() => {
  if (document.visibilityState !== "visible") return;
  if (!service.allowed) sender.wake();
  if (!supply.shown || service.state !== "fine") desk.refill(true);
}, LOOK);

addEventListener("beforeunload", (event) => {
  if (!sender.waiting.length) return;
  event.preventDefault();
  event.returnValue = true;
});

await desk.open();
