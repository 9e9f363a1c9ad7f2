import { expect, test } from "vitest";
import { memoryHost } from "../platform/memory";
import { onChange, openFeed, type Heard } from "./feed";

test("in order: the changes; after a gap or a cut: ask everything again", () => {
  const host = memoryHost();
  const heard: Heard[] = [];
  const stop = onChange((changes) => heard.push(changes));
  const close = openFeed(host);
  host.emit({ seq: 7, changes: [{ kind: "card" }] });
  host.emit({ seq: 8, changes: [{ kind: "ward" }] });
  host.emit({ seq: 10, changes: [{ kind: "card" }] });
  host.relink();
  host.emit({ seq: 1, changes: [{ kind: "idea" }] });
  expect(heard).toEqual([[{ kind: "card" }], [{ kind: "ward" }], null, null, [{ kind: "idea" }]]);
  close();
  stop();
});

test("a feed that opens late may have missed something: ask everything again, once", () => {
  const host = memoryHost();
  const heard: Heard[] = [];
  const stop = onChange((changes) => heard.push(changes));
  let link: (up: boolean) => void = () => undefined;
  const close = openFeed({ ...host, subscribe: (_, onLink) => ((link = onLink), () => undefined) });
  expect(heard).toEqual([]);
  link(true);
  expect(heard).toEqual([null]);
  link(true);
  expect(heard).toEqual([null]);
  close();
  stop();
});
