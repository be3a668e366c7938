import { EngineProblem } from '../engine/problem.js';
import type { Problem } from '../engine/protocol.js';
import { type Command, CommandQueue } from './command-queue.js';
import type { EngineSupervisor } from './engine-supervisor.js';
import type { StageRunner } from './stage-runner.js';

export interface CommandsOptions {
  supervisor: EngineSupervisor;
  runner: StageRunner;
  /** An engine that was started again holds what the last one held. */
  restored(): void;
  changed(): void;
}

/**
 * Does what the visitor asks for, and says what went wrong. A crash of the engine is repaired before the next command, with the same
 * contrast and the same tokens.
 */
export class Commands {
  problem: Problem | null = null;
  /** One sentence about something that was put right by itself, or left out. */
  notice = '';

  readonly #options: CommandsOptions;
  readonly #queue: CommandQueue;
  #signal: AbortSignal | null = null;
  /** Whether the crash to be repaired cut short a run to the end that nothing else had stopped. */
  #resumes = false;

  constructor(options: CommandsOptions) {
    this.#options = options;
    this.#queue = new CommandQueue((command, signal) => this.#attempt(command, signal), options.changed);
  }

  /** Commands asked for and not over yet, from the very press on. */
  get pending(): number {
    return this.#queue.pending;
  }

  /** Settles when all that was asked for so far is over. */
  get idle(): Promise<void> {
    return this.#queue.idle;
  }

  /** Does what the visitor asked for, after what was asked before. */
  act(command: Command): Promise<void> {
    this.#options.supervisor.forgive();
    return this.#queue.add(command);
  }

  /** Says something that is no problem, until the next command. */
  tell(notice: string): void {
    this.notice = notice;
    this.#options.changed();
  }

  dismiss(): void {
    this.problem = null;
    this.tell('');
  }

  /** The engine died. Whatever waits repairs it; otherwise a command that does nothing else. */
  crashed(): void {
    const { supervisor, runner } = this.#options;
    this.#resumes = runner.isFinishing && !this.#signal?.aborted && !supervisor.hasRestarted;
    if (supervisor.mayRestart && this.pending < 2) void this.#queue.add(async () => {});
  }

  /** Brings a fresh engine to where the last one was. */
  async restore(): Promise<void> {
    await this.#options.runner.restore();
    this.#options.restored();
  }

  async #attempt(command: Command, signal: AbortSignal): Promise<void> {
    const { supervisor, runner } = this.#options;
    const before = this.problem;
    this.problem = null;
    this.notice = '';
    this.#signal = signal;
    try {
      if (supervisor.isLost) await this.#restart(signal);
      await command(signal);
    } catch (error) {
      // While restarts are left, what the crash cut short is repaired by the command that waits.
      if (!supervisor.isLost || !supervisor.mayRestart) this.problem = asProblem(error);
    }
    // With nothing to act on, nothing was done, and what failed before still is what the visitor has to know.
    if (!runner.stage) this.problem ??= before;
  }

  async #restart(signal: AbortSignal): Promise<void> {
    const resumes = this.#resumes;
    this.#resumes = false;
    const notice = await this.#options.supervisor.restart();
    await this.restore();
    this.tell(notice);
    if (resumes) await this.#options.runner.finish(signal);
  }
}

function asProblem(error: unknown): Problem {
  if (error instanceof EngineProblem) return error.problem;
  return { what: 'run', sentence: error instanceof Error ? error.message : String(error) };
}
