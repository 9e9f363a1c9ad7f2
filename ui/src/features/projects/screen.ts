import type { Feature } from "../../app/screens";
import { router } from "../../app/router.svelte";
import { here } from "../../state/ward.svelte";
import { groupText } from "../../text/frame";
import { projectText } from "../../text/projects";
import Projects from "./Projects.svelte";

export const screens: Feature["screens"] = [
  { path: "improvement", label: projectText.name, icon: "flag", place: "none", component: Projects },
];

export const links: Feature["links"] = { project: (id) => ["improvement", id] };

export const actions: Feature["actions"] = () => [
  {
    id: "go.improvement",
    label: projectText.name,
    group: groupText.go,
    icon: "flag",
    words: ["project", "30", "60", "90", "check", "still holding", "workshop"],
    when: () => here.ward !== null,
    run: () => router.go("improvement"),
  },
  {
    id: "improvement.plan",
    label: projectText.plan,
    group: groupText.any,
    icon: "flag",
    words: ["project", "workshop", "start"],
    when: () => here.ward !== null,
    run: () => router.go("improvement", "new"),
  },
];
