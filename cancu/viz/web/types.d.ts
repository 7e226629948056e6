/* What the scripts hand one another, for their checker (`make types`); no page loads this file. */

/** A tree of shapes: tag, attributes, and what is in it. A page turns it into elements, a file into text. */
type Shape = [string, Attributes, ...(Shape | string)[]];
// deno-lint-ignore no-explicit-any
type Attributes = Record<string, any>;
/** Along time and across it, or x and y. */
type Point = number[];
/** What a page takes as content: elements, words, lists of them; null and "" are left out. */
type Content = Node | string | null | undefined | Content[];

/** Widths of letters in thousandths of the size of the font. */
interface Widths { regular: Record<string, number>; bold: Record<string, number> }

interface Evidence { file: string; start: number; end: number; text: string; sentence: string; place: string | null }

/** A document as `content.py` writes it. */
interface Doc {
  id: string; label: string; alias: string | null; caption: string; title: string; aliases: string[]; type: string | null;
  family: string; when: string; when_text: string; year: number | null; issuer: string | null; lane: string; place: string | null;
  corpus: boolean; path: string | null; signer: string | null; ended: string | null; gone: string | null; ended_on: string | null;
  force: string | null; proof: string | null; replaced_by: string | null;
}

/** A link by the indices of its ends: source `s` does relation `r` to target `t`, in `n` mentions. */
interface Link { s: number; t: number; r: string; n: number; by: string | null; p: string | null; c: number; ev: Evidence[] }

interface RelationStyle { id: string; name: string; inverse: string; colour: string; dash: string | null; double: boolean; head: string }
interface LaneColour { line: string; tint: string }

interface Picture {
  title: string; documents: Doc[]; links: Link[]; roots: string[]; left_out: number; lanes: string[]; words: Record<string, string>;
  colours: Record<string, LaneColour>; relations: Record<string, RelationStyle>;
  names: { lanes: Record<string, string>; families: Record<string, string>; types: Record<string, string>; places: Record<string, string> };
}

/** A picture's data with look-ups; `above` and `below` hold, for each document, the indices of its links. */
interface Graph { data: Picture; documents: Doc[]; links: Link[]; byId: Map<string, number>; above: number[][]; below: number[][] }

/** The reader's choices. */
interface State {
  form: string; portrait: boolean; up: number | null; down: number | null; fold: string; roots: string[]; relations: string[] | null;
  places: string[] | null; from: number | null; to: number | null; open: string[]; closed: string[]; pinned: string[]; budget: number;
  page: number; ratio: number; direction: string; path: (string | null)[]; chosen: string | null;
}

interface Left { depth?: number; filter?: number; source: number; references?: number }
interface Selected { shown: Map<number, number>; kept: Set<number>; roots: Set<number>; left: Left }

/** Documents of one lane that can stand as one box; a child is a document's index or a smaller group. */
interface Group { id: string; label: string; lane: string; members: number[]; children: (number | Group)[] }
interface OpenGroup { id: string; label: string; members: number[] }

/** A box: one document (`doc`), or a folded group (`group`, `label`, `until`). */
interface Item {
  id: string; members: number[]; lane: string; when: string; root: boolean; level: number; doc?: number; group?: string; label?: string;
  until?: string;
}

interface Edge { id: string; source: string; target: string; relation: string; links: number[]; mentions: number }
interface View { items: Item[]; edges: Edge[]; open: OpenGroup[]; left: Left; shown: Map<number, number> }
interface Counts { documents: number; folded: number; links: number; left_out: number; references_left_out: number }

/** Column and row. */
interface Cell { c: number; r: number }
interface Lane { id: string; from: number; size: number }
interface Grid { columns: Item[][]; lanes: Lane[]; rows: number; at: Map<string, Cell>; zero?: number }
interface Column { items: Item[]; count: Map<string, number> }
interface GridShape { pitchU: number; pitchV: number; ratio: number }
interface BoxSize { boxU: number; boxV: number; gapU: number; gapV: number; track: number }

interface Arm { edge: Edge; spoke: string; at: Cell; exit: string; gate: number; line: number | null }
interface Net { id: string; hub: string; out: boolean; side: string; at: Cell; relation: string; gate: number; arms: Arm[]; lines: Set<number> }
interface Span { net: string; low: number; high: number; track?: number }
interface CorridorSpan extends Span { pull: number; arms: number }
interface ChannelSpan extends Span { stubs: { v: number; side: number }[] }
interface Port { offset: number; alone: boolean }

/** Where everything lies; `u` runs along time, `v` across it. */
interface Plan {
  grid: Grid; size: BoxSize; nets: Net[]; cell: Set<string>; claim: Map<string, string>;
  corridors: { spans: Map<string, CorridorSpan>; count: number }[]; corridorAt: { v: number; room: number; border: number }[];
  rowAt: number[]; columnAt: number[]; height: number; width: number; ports: Map<string, Port>;
  channels: { spans: Map<string, ChannelSpan>; count: number }[]; channelAt: { u: number; room: number }[];
}

interface DrawnArm { edge: Edge; own: Point[]; whole: Point[]; joins: boolean }
interface DrawnNet { relation: string; hub: string; out: boolean; arms: DrawnArm[] }
interface Box { item: Item; x: number; y: number; width: number; height: number }
interface Head { kind: string; id?: string; from: number; to: number; colour?: LaneColour; label?: string }
interface Layout {
  portrait: boolean; tree: boolean; rooted: boolean; grid: Grid; plan: Plan; boxes: Box[]; nets: DrawnNet[]; width: number; height: number;
}
interface Scene { view: View; layout: Layout; heads: Head[]; back: Shape[]; lines: Shape[]; hits: Shape[]; boxes: Shape[] }
interface LegendEntry { sample: Shape[]; size: number; label: string; width: number }

/** What is lit while the rest is dim. */
interface Light { boxes: Set<string>; edges: Set<string> }
interface StageEvents { box(id: string): void; edge(id: string): void; nothing(): void; fold(id: string): void; resized(): void }
type ShapeElement = SVGElement & HTMLElement;
interface Stage {
  svg: ShapeElement; world: ShapeElement; heads: ShapeElement; over: ShapeElement; host: HTMLElement; widths: Widths; on: StageEvents;
  graph: Graph; made: Scene; x: number; y: number; k: number; boxes: Map<string, ShapeElement>;
  edges: Map<string, { net: DrawnNet; arm: DrawnArm }>; steady: Light | null; moved: boolean; dragged: boolean;
}

/** Where a document stood on the screen. */
interface Anchor { member: number; x: number; y: number }
interface ChangeOptions { fit?: boolean; anchor?: Anchor | null }

/** What the cards need of their page; only the lineage page has a state, and what goes with it. */
interface CardPage {
  graph: Graph; state: State | null; reveal(i: number): void; showLinks(links: number[]): void;
  change?(changes: Partial<State>, options?: ChangeOptions): void;
  choosePath?(k: number, id: string): void; pathLinks?(): number[] | null; groupOf?(i: number): OpenGroup | null; foldGroup?(id: string): void;
}

/** The page of a lineage: its controls, its drawing, and the reader's choices. */
interface Page extends CardPage {
  widths: Widths; first: State; stage: Stage; made: Scene; drawn: string; links: number[] | null; parts: Record<string, HTMLElement>;
}

interface CoverageCell { province: string; directive: string; plan: string; direct: boolean; local: boolean; days: number | null; others: number }
interface Province { id: string; name: string }
interface Coverage { provinces: Province[]; directives: string[]; cells: CoverageCell[]; not_counted: [number, number] }

interface TimelineEvent { kind: string; doc: number; when: string; date: string; lane: string; type: string | null }
interface TimelineRow extends TimelineEvent { members: number[] }

/** A citation as `text.py` writes it. */
interface Part { name: string; words: string; done: string[] }

interface Mention {
  parts: Part[];
  text: string; relation: string; target: string; id: string | null; source: string | null; date: string | null; issuer: string | null;
  provision: string | null; title: string | null; status: string; force: string | null; dead: boolean; settled: boolean;
  candidates: string[]; reason: string | null; rule: string; cue: string | null; confidence: number; repairs: string[];
  start: number; end: number; place: string | null;
}
/** What a page says, in its language, by the names of the catalogue of messages. */
type Words = Record<string, string>;
interface MarkedText { words: Words; title: string; pieces: [string, number | null][]; mentions: Mention[]; relations: Record<string, RelationStyle>; left_out: number }

/** A point of a review as `review.py` writes it. */
interface Note { name: string; severity: "error" | "warning" | "note"; text: string; reason: string; right: string | null; proof: string | null; law: string | null; struck: boolean }

interface NetworkEdge { from: string; to: string; title: string; relation: string; card: Record<string, string> }
interface Network {
  title: string; nodes: { id: string; label: string; card: Record<string, string> }[]; edges: NetworkEdge[]; left_out: number;
  relations: Record<string, RelationStyle>;
}

/** vis-network, which runs before the page's own script. */
declare const vis: { DataSet: new (rows: object[]) => Made; Network: new (host: HTMLElement, data: object, options: object) => Made };
/** What vis-network makes; its own types come with another package. */
// deno-lint-ignore no-explicit-any
type Made = any;

interface Window { network: Made }
