import { afterEach, beforeEach, expect, test } from "vitest";
import { keepPlace } from "./focus";

let stop: () => void;

beforeEach(() => {
  document.body.innerHTML = `
    <main><h1 tabindex="-1" data-title>Our board</h1>
      <section><h2>Bin</h2><ul>
        <li><button id="one">Take out one</button></li>
        <li><button id="two">Take out two</button></li>
        <li><button id="three">Take out three</button></li>
      </ul></section></main>`;
  stop = keepPlace();
});
afterEach(() => stop());

const at = (id: string): HTMLElement => document.getElementById(id) as HTMLElement;
const frames = (): Promise<void> =>
  new Promise((done) => {
    setTimeout(done, 60);
  });

test("the next row takes the place of one that left", async () => {
  at("two").focus();
  at("two").parentElement?.remove();
  await frames();
  expect(document.activeElement?.id).toBe("three");
  at("three").parentElement?.remove();
  await frames();
  expect(document.activeElement?.id).toBe("one");
});

test("an empty list hands the focus to its heading, a vanished part to what is around it", async () => {
  at("one").focus();
  document.querySelector("ul")?.remove();
  await frames();
  expect(document.activeElement?.textContent).toBe("Bin");
  document.querySelector("section")?.remove();
  await frames();
  expect(document.activeElement?.textContent).toBe("Our board");
});

test("what a screen focuses itself stays focused, and without the keeper the place is lost", async () => {
  at("one").focus();
  at("one").parentElement?.remove();
  at("three").focus();
  await frames();
  expect(document.activeElement?.id).toBe("three");
  stop();
  at("three").parentElement?.remove();
  await frames();
  expect(document.activeElement).toBe(document.body);
});
