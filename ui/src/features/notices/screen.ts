import type { Feature } from "../../app/screens";
import { noticing } from "../../state/noticing.svelte";
import { here } from "../../state/ward.svelte";
import { groupText } from "../../text/frame";
import { noticeText } from "../../text/notices";
import NoticeDialog from "./NoticeDialog.svelte";

export const screens: Feature["screens"] = [
  {
    path: "say",
    label: noticeText.add,
    icon: "message-square",
    place: "none",
    everywhere: true,
    component: NoticeDialog,
  },
];

export const actions: Feature["actions"] = () => [
  {
    id: "notice.need",
    label: noticeText.add,
    group: groupText.any,
    icon: "message-square",
    words: ["message", "need to know"],
    when: () => here.writes,
    run: () => noticing.show("need_to_know"),
  },
  {
    id: "notice.thanks",
    label: noticeText.addThanks,
    group: groupText.any,
    icon: "hand-heart",
    words: ["thank you", "well done"],
    when: () => here.writes,
    run: () => noticing.show("thanks"),
  },
  {
    id: "notice.idea",
    label: noticeText.addAnIdea,
    group: groupText.any,
    icon: "lightbulb",
    words: ["better if"],
    when: () => here.writes,
    run: () => noticing.show("idea"),
  },
];
