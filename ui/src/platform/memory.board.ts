// A made-up board and made-up measures in memory, for looking at screens without a store. Never shipped.
// Over 400 lines because it is one made-up board, mostly data.
import type {
  BoardView,
  CardDetail,
  CardMove,
  CardTile,
  CardsAsk,
  FieldSet,
  GlanceLane,
  MeasureDetail,
  MeasureTile,
  PointView,
  ShiftNumber,
} from "../api/generated/wire";
import { Fault } from "../api/errors";
import type { Answers } from "./memory";

const NOW = Date.UTC(2026, 10, 22, 7, 42);
const id = (n: number): string => `00000000-0000-7000-8000-${String(n).padStart(12, "0")}`;

function card(
  n: number,
  title: string,
  lane: string | null,
  column: string,
  more: Partial<CardTile> = {},
): CardTile {
  return {
    id: id(100 + n),
    title,
    card_kind: "problem",
    lane,
    column,
    owner: null,
    owner_id: null,
    due: null,
    overdue: false,
    status: "not_known",
    age_days: n % 12,
    old: n % 12 > 9,
    checks_done: 0,
    checks: 0,
    comments: 0,
    me_too: 0,
    blocked: false,
    clash: false,
    updated_at: NOW - n * 3_600_000,
    ...more,
  };
}

const sm = { owner: "SM", owner_id: id(1) };
const ab = { owner: "AB", owner_id: id(2) };
let cards: CardTile[] = [
  card(1, "Chase hoist repair, job 44187", "quality", "doing", { ...sm, status: "watch", due: "2026-11-24" }),
  card(2, "Two-hourly turns sheet restarted in bay 2", "quality", "doing", {
    ...ab,
    age_days: 2,
    old: false,
  }),
  card(3, "Low bed for bay 3", "quality", "new", { blocked: true }),
  card(4, "Falls alarm flat battery list by the door", "quality", "checking", { ...sm, status: "on_track" }),
  card(5, "Call bells in reach at every round", "service", "doing", ab),
  card(6, "Families ask when the doctor comes round; put times on the door", "service", "agreed"),
  card(7, "Medicines to take home ready by 11:00", "delivery", "doing", {
    ...sm,
    status: "needs_help",
    due: "2026-11-20",
    overdue: true,
  }),
  card(8, "Transport booked by 14:00 the day before", "delivery", "doing", ab),
  card(9, "Discharge lounge phone number on every letter", "delivery", "doing"),
  card(10, "Breaks list on the board at 07:45", "morale", "agreed", { me_too: 4 }),
  card(11, "Dressing stock: two of each, not ten", "cost", "doing"),
  card(12, "Linen trolley wheel", "cost", "done", { status: "on_track" }),
  card(13, "Shower room light flickers", null, "new", { age_days: 0 }),
  card(14, "Quiet hour after lunch", null, "new", { age_days: 1, old: false }),
  card(15, "Second ECG machine", "delivery", "waiting"),
  card(16, "New curtains for bay 4", "service", "parked"),
];

function board(ask: CardsAsk): BoardView {
  const shown = cards.filter(
    (c) =>
      (!ask.lane || c.lane === ask.lane) &&
      (!ask.owner || c.owner_id === ask.owner) &&
      (!ask.text || c.title.toLowerCase().includes(ask.text.toLowerCase())),
  );
  const rail = (key: string): CardTile[] => shown.filter((c) => c.column === key);
  const main = shown.filter((c) => c.column !== "parked" && c.column !== "waiting");
  const limits: Record<string, number> = { doing: 3, checking: 5 };
  return {
    columns: ["new", "agreed", "doing", "checking", "done"].map((key) => {
      const count = cards.filter((c) => c.column === key).length;
      const limit = limits[key] ?? null;
      const label = key.charAt(0).toUpperCase() + key.slice(1);
      return { key, label, limit, count, over: limit !== null && count > limit };
    }),
    cards: main.filter((c) => c.lane !== null),
    to_sort: main.filter((c) => c.lane === null),
    parked: rail("parked"),
    waiting: rail("waiting"),
    hidden: cards.length - shown.length,
    live: cards.length,
    tidy: false,
  };
}

const done = (): unknown => ({ id: null, saved_at: NOW, undo: 1, notes: [] });

function move(request: CardMove): unknown {
  const moving = cards.find((c) => c.id === request.id);
  if (!moving) throw new Fault({ code: "not_found", kind: "user", message: "" });
  if (request.column === "done" && !request.result)
    throw new Fault({ code: "result_needed", kind: "user", message: "" });
  const moved = {
    ...moving,
    column: request.column,
    lane: request.lane ?? moving.lane,
    age_days: 0,
    old: false,
  };
  const rest = cards.filter((c) => c.id !== request.id);
  const at = rest.findIndex((c) => c.id === request.before);
  rest.splice(at < 0 ? rest.length : at, 0, moved);
  cards = rest;
  return done();
}

function detail(request: { id: string }): CardDetail {
  const found = cards.find((c) => c.id === request.id);
  if (!found) throw new Fault({ code: "not_found", kind: "user", message: "" });
  return {
    card: found,
    why: "Two patients waited over an hour to be moved.",
    helpers: [{ tile: id(920), initials: "AB" }],
    links: [],
    recurs: "",
    comes_again: null,
    size: "small",
    blocked_by: "",
    result: "",
    waste_tag: "",
    raised_by: "JO",
    created_at: NOW - 9 * 86_400_000,
    column_since: NOW - 5 * 86_400_000,
    put_away_at: null,
    binned_at: null,
    notes: { text: "Rang at 10:00. They come on Tuesday.", rev: "1" },
    checklist: [
      { id: id(900), text: "Ring the engineer", done: true },
      { id: id(901), text: "Tell the night staff", done: false },
    ],
    comments: [{ id: id(910), text: "Bay 2 can lend theirs until noon.", by: "AB", at: NOW - 7_200_000 }],
    me_too_mine: false,
    clashes: [
      {
        id: found.id,
        path: ["due"],
        values: [
          { value: "2026-11-24", by: "SM", at: NOW - 3_600_000 },
          { value: "2026-11-26", by: "AB", at: NOW - 3_000_000 },
        ],
      },
    ],
    history: [
      { at: NOW - 9 * 86_400_000, by: "JO", what: "card_add", detail: { to: "new" } },
      { at: NOW - 5 * 86_400_000, by: "SM", what: "card_move", detail: { from: "new", to: "doing" } },
      { at: NOW - 3_600_000, by: "SM", what: "card_set", detail: { field: "due" } },
    ],
  };
}

function svg(name: string, wide: number, high: number): string {
  const values = [4, 6, 3, 7, 5, 4, 6, 8, 5, 3, 6, 7];
  const line = values.map((v, i) => `${4 + (i * (wide - 8)) / 11},${high - (v * high) / 10}`).join(" ");
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${wide} ${high}" role="img" aria-label="${name}"><rect y="${high * 0.3}" width="${wide}" height="${high * 0.4}" fill="#eaeff1"/><polyline points="${line}" fill="none" stroke="#4c6272" stroke-width="1.5"/></svg>`;
}

function measure(
  n: number,
  name: string,
  lane: string,
  latest: string,
  usual: string,
  sentence: string,
  reading = "steady",
): MeasureTile {
  return {
    id: id(500 + n),
    name,
    lane,
    unit: latest.endsWith("%") ? "%" : "",
    decimals: 0,
    frequency: "weekly",
    latest: Number.parseFloat(latest),
    latest_period: "weekly:2026-11-16",
    latest_text: latest,
    low: 0,
    high: 4,
    usual_text: usual,
    sentence,
    reading,
    svg: svg(name, 112, 36),
    stale: false,
    status: "live",
    role: "",
  };
}

const measures = [
  measure(1, "Falls this week", "quality", "2", "0 to 4", "No real change"),
  measure(
    2,
    "In reach",
    "service",
    "90%",
    "78% to 98%",
    "Better than usual: 7 weeks in a row above average",
    "better",
  ),
  measure(
    3,
    "Home before midday",
    "delivery",
    "21%",
    "15% to 41%",
    "No real change. Still below 33% most weeks.",
  ),
  measure(4, "Missed breaks", "morale", "14", "2 to 15", "Worse than usual: rising for 7 weeks", "worse"),
  measure(5, "Temporary staff hours", "cost", "62", "20 to 88", "No real change"),
];

function row(
  n: number,
  label: string,
  plan: number | null,
  actual: number | null,
  why = "",
  stale = false,
): ShiftNumber {
  const at = stale ? NOW - 2 * 86_400_000 : NOW - 420_000;
  return {
    measure: id(600 + n),
    role: "",
    label,
    plan,
    actual,
    why_different: why,
    by: "SM",
    at,
    stale,
    clash: false,
  };
}

function lane(
  key: string,
  label: string,
  subtitle: string,
  status: string,
  rows: ShiftNumber[],
  doing: number,
): GlanceLane {
  return {
    key,
    label,
    subtitle,
    status,
    status_note: "",
    status_by: status === "not_known" ? "" : "SM",
    status_at: status === "not_known" ? null : NOW - 420_000,
    rows,
    measures: measures.filter((m) => m.lane === key),
    doing,
    doing_limit: 3,
    doing_oldest_days: doing > 0 ? doing * 4 : null,
    waiting: doing > 2 ? 1 : 0,
    waiting_oldest_at: doing > 2 ? NOW - 4 * 3_600_000 : null,
  };
}

const points: PointView[] = Array.from({ length: 12 }, (_unused, i) => {
  const start = new Date(Date.UTC(2026, 7, 31) + i * 7 * 86_400_000).toISOString().slice(0, 10);
  return {
    period: `weekly:${start}`,
    start,
    shift: null,
    value: 2 + (i % 4),
    text: String(2 + (i % 4)),
    n: null,
    d: null,
    plan: null,
    why_different: "",
    note: i === 4 ? "New low beds came" : "",
    ghost: false,
    not_measured: "",
    nothing_due: false,
    by: "SM",
    at: NOW - (12 - i) * 7 * 86_400_000,
    late: false,
    from_paper: false,
    clash: false,
  };
});

function measureDetail(request: { id: string }): MeasureDetail {
  const tile = measures.find((m) => m.id === request.id);
  if (!tile) throw new Fault({ code: "not_found", kind: "user", message: "" });
  return {
    tile,
    measure_type: "",
    for_whom: "",
    moves: "",
    takes: "",
    may_worsen: "",
    chart: "",
    chosen_rules: "",
    run_length: "",
    screen: "",
    median: null,
    serves: "",
    serves_what: "",
    balances: null,
    balanced_by: [],
    too_rare: false,
    svg: svg(tile.name, 900, 300),
    alt: tile.sentence,
    average: 2.4,
    definition: "Every fall of a patient on the ward, hurt or not.",
    include: "Falls from bed, chair and standing",
    exclude: "Visitors",
    value_kind: "count",
    numerator_label: "",
    denominator_label: "",
    sample: null,
    direction: "down",
    target: null,
    source: "Incident forms",
    collected_by: "ward_manager",
    due_after: "",
    points,
    changes: [
      { id: "c1", on: "2026-09-28", what: "New low beds", why: "Two beds were broken", by: "KP", was: "" },
    ],
    clashes: [],
    history: [{ at: NOW - 90 * 86_400_000, by: "KP", what: "measure_define", detail: null }],
    rule_set: "mdc2024",
  };
}

/** Queries of the board and the measures. */
export const boardAnswers: Answers = {
  cards_get: (request: CardsAsk) => board(request),
  card_get: detail,
  put_away_get: () => ({ cards: [card(40, "Old linen rota", "cost", "done")], more: false }),
  bin_get: () => ({
    items: [{ id: id(950), kind: "card", title: "Typed twice", binned_at: NOW - 86_400_000 }],
  }),
  glance_get: () => ({
    checks: [],
    lanes: [
      lane(
        "quality",
        "Quality",
        "safe care",
        "watch",
        [row(1, "Registered nurses", 4, 3, "Sickness; bank due 09:00"), row(2, "HCAs", 5, 5)],
        2,
      ),
      lane(
        "service",
        "Service",
        "what patients and families tell us",
        "on_track",
        [row(3, "Call bell in reach", 10, 9)],
        1,
      ),
      lane(
        "delivery",
        "Delivery",
        "on time, going home",
        "needs_help",
        [row(4, "Going home", 5, 3, "waiting for take-home medicines")],
        3,
      ),
      lane("morale", "Morale", "us", "watch", [row(5, "Breaks taken", 9, 6, "two staff moved to 6B")], 0),
      lane("cost", "Waste and cost", "", "not_known", [row(6, "One-to-one", 2, 2, "", true)], 1),
    ],
  }),
  measures_get: () => ({
    measures: measures.map((m) => ({ ...m, svg: svg(m.name, 200, 120) })),
    resting: [],
  }),
  measure_get: measureDetail,
  readings_due_get: () => ({
    date: "2026-11-22",
    rows: [
      {
        measure: id(503),
        name: "Home before midday",
        role: "",
        period: "daily:2026-11-21",
        unit: "%",
        value_kind: "percent",
        numerator_label: "home before midday",
        denominator_label: "went home",
        sample: null,
        decimals: 0,
        due_after: "",
        overdue: true,
        entered: null,
      },
      {
        measure: id(502),
        name: "Call bell in reach",
        role: "",
        period: "daily:2026-11-22",
        unit: "%",
        value_kind: "percent",
        numerator_label: "in reach",
        denominator_label: "",
        sample: 10,
        decimals: 0,
        due_after: "12:30",
        overdue: false,
        entered: null,
      },
      {
        measure: id(501),
        name: "Falls",
        role: "",
        period: "daily:2026-11-22",
        unit: "falls",
        value_kind: "count",
        numerator_label: "",
        denominator_label: "",
        sample: null,
        decimals: 0,
        due_after: "",
        overdue: false,
        entered: { ...points[3], value: 0, text: "0" },
      },
    ],
  }),
};

/** Commands of the board and the measures. */
export const boardCommands: Answers = {
  card_move: move,
  card_set: (request: FieldSet) => {
    cards = cards.map((c) =>
      c.id === request.id && request.field in c ? { ...c, [request.field]: request.value } : c,
    );
    return done();
  },
  card_text: (request: { ins: string }) => ({ text: request.ins, rev: "2", saved_at: NOW, held_back: 0 }),
};
