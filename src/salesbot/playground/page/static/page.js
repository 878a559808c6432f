// The local Slack's page: sends what a person does, and draws again what changed. It talks to this machine only.
import "./acts.js";
import "./offers.js";
import "./tables.js";
import { rove } from "./tools.js";
import { remember, settle } from "./draw.js";
import { openModal } from "./modal.js";
import { follow } from "./here.js";

remember(document.body);
settle();
rove();
openModal();
follow();
