import type { Feature } from "../../app/screens";
import { escalating } from "../../state/escalating.svelte";
import { here } from "../../state/ward.svelte";
import { escalationText } from "../../text/escalation";
import { groupText } from "../../text/frame";
import EscalateDialog from "./EscalateDialog.svelte";
import AnswerDialog from "./AnswerDialog.svelte";
import CloseDialog from "./CloseDialog.svelte";
import Escalations from "./Escalations.svelte";

export const screens: Feature["screens"] = [
  {
    path: "escalations",
    label: escalationText.name,
    icon: "send",
    place: "none",
    matron: "main",
    component: Escalations,
  },
  {
    path: "escalate",
    label: escalationText.titleTo,
    icon: "send",
    place: "none",
    everywhere: true,
    component: EscalateDialog,
  },
  {
    path: "escalation-answer",
    label: escalationText.answerTitle,
    icon: "send",
    place: "none",
    everywhere: true,
    component: AnswerDialog,
  },
  {
    path: "escalation-close",
    label: escalationText.isSorted,
    icon: "send",
    place: "none",
    everywhere: true,
    component: CloseDialog,
  },
];

export const links: Feature["links"] = { escalation: () => ["escalations"] };

export const actions: Feature["actions"] = () => [
  {
    id: "escalate",
    label: escalationText.button,
    group: groupText.any,
    icon: "send",
    words: ["matron", "site", "estates", "pharmacy", "help", "pass up", "ask"],
    when: () => here.writes,
    run: () => escalating.show(),
  },
];
