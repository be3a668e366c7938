/** What a page offers, whichever engine is in it. Times are milliseconds. */
export interface Engine {
  /** Fetches and readies the checkpoint in the folder `weights`/`model`. */
  load(): Promise<void>;
  /** The likeliest next id after each of the tokens, which are fed whatever it says. */
  judge(tokens: number[]): Promise<number[]>;
  /** Feeds the tokens at once into an empty cache, then decodes greedily, `decode` tokens one by one. */
  time(request: TimeRequest): Promise<Timed>;
  /** What the engine says of itself: its version, and what it runs on. */
  facts(): Promise<Record<string, unknown>>;
}

export interface TimeRequest {
  tokens: number[];
  decode: number;
  /** Which attention rows are read out; our engine alone has them. */
  attention?: Attention;
}

export type Attention = 'none' | 'last' | 'all';

export interface Timed {
  /** From the tokens to the first new one. */
  prefill: number;
  /** Each further token. */
  decode: number[];
  /** Our engine's means for a decoded token. */
  gpu?: GpuCounts | null;
}

export interface GpuCounts {
  dispatches: number;
  submits: number;
  /** Buffers and bind groups made. */
  made: number;
  /** Bytes mapped for reading. */
  read: number;
}

/** How a page is opened. */
export interface Settings {
  /** Absolute URL of the folder that holds the checkpoints. */
  weights: string;
  /** The checkpoint's folder. */
  model: string;
  shape: Checkpoint['shape'];
  /** wasm threads, where the engine can have several. */
  threads: number;
  gpu: boolean;
  /** Our engine's worker script. */
  worker: string;
}

/** An engine as it is timed. */
export interface Contender {
  id: string;
  label: string;
  /** Its module in pages/. */
  page: 'foregone' | 'ort' | 'wllama';
  track: 'cpu' | 'gpu';
  threads: number;
  formats: Format[];
}

/** Weight formats, those of make.py. */
export type Format = 'q8_0' | 'q4_0' | 'f32';

/** A contender with a checkpoint. */
export interface Entrant {
  contender: Contender;
  shape: string;
  format: Format;
}

/** What a visit runs. */
export interface Course {
  /** The first pass in a fresh page. */
  cold: Pass;
  /** Those after it, in any order. */
  warm: Pass[];
}

/** Feed `context` tokens at once, then decode `tokens`. */
export interface Pass {
  context: number;
  tokens: number;
  attention: Attention;
}

/** Whether an engine computes the checkpoint. */
export interface Gate {
  shape: string;
  format: Format;
  engine: string;
  /** Positions. */
  n: number;
  /** At which it names the reference's top-1 id. */
  exact: number;
  /** At which it names that, or one as good as that. */
  agreed: number;
  passed: boolean;
  error?: string;
}

/** One fresh page. */
export interface Visit {
  shape: string;
  format: Format;
  engine: string;
  round: number;
  /** One-minute load average before it. */
  load_average: number;
  facts?: Record<string, unknown>;
  /** From the first fetch until it can be asked. */
  load_ms?: number;
  runs?: Run[];
  /** Peak resident bytes of the page's process, and of the GPU process. */
  memory?: { page: number; gpu: number };
  error?: string;
}

/** One pass, as it went. */
export interface Run {
  cold: boolean;
  context: number;
  attention: Attention;
  prefill_ms: number;
  decode_ms: number[];
  /** All of it by the page's clock, for the engine's own to be checked. */
  wall_ms: number;
  gpu: GpuCounts | null;
}

/** Everything a run of the bench finds out: results.json. */
export interface Results {
  began: string;
  ended: string;
  command: string;
  machine: { cpu: string; cores: number; memory_bytes: number; system: string };
  browser: { version: string; flags: string[]; blank_page_bytes: number };
  adapter: Adapter | null;
  versions: Record<string, string>;
  checkpoints: Checkpoint[];
  contenders: Contender[];
  gates: Gate[];
  visits: Visit[];
}

/** What manifest.json says of a checkpoint. */
export interface Checkpoint {
  id: string;
  /** Of model.gguf. */
  sha256: string;
  bytes: number;
  shape: {
    layers: number;
    hidden: number;
    heads: number;
    kv_heads: number;
    head_dim: number;
    intermediate: number;
    vocab: number;
    parameters: number;
  };
}

export interface Adapter {
  vendor: string;
  architecture: string;
  description: string;
  software: boolean;
  f16: boolean;
}
