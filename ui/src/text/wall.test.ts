import { expect, test } from "vitest";
import { wallText } from "./wall";

const NOW = 1_700_000_000_000;
const HOUR = 3_600_000;

test("the wall says who has been heard from, and only a PC without others that it is alone", () => {
  expect(wallText.heard([], NOW)).toBe("This PC only");
  const there = [
    { name: "Station 1", last_heard: NOW - 20_000 },
    { name: "Station 2", last_heard: NOW },
  ];
  expect(wallText.heard(there, NOW)).toBe("Heard from Station 1 and Station 2");
  const gone = [
    { name: "Office", last_heard: NOW - 3 * HOUR },
    { name: "", last_heard: null },
    { name: "Store", last_heard: NOW - 2 * HOUR },
  ];
  expect(wallText.heard([...gone, ...there], NOW)).toBe(
    "Heard from Station 1 and Station 2; The ward's first PC not seen yet; Office not seen for 3 hours; 1 more not seen",
  );
});
