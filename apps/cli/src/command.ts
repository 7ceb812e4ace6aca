/** What a command is: its line in `--help`, its options, and what it does. */

import type { ExitName } from '@waymark/contracts';
import type { Progress } from '@waymark/pipeline';
import type { Environment } from './environment.js';

export interface OptionSpec {
  readonly type: 'string' | 'boolean';
  /** One line for `--help`. */
  readonly help: string;
  /** Placeholder of a string option, e.g. `FILE`. */
  readonly value?: string;
}

export interface CommandInput {
  /** Words after the command's name. */
  readonly positionals: readonly string[];
  readonly options: Readonly<Record<string, string | boolean | undefined>>;
  readonly environment: Environment;
  /** Progress lines under the step's name. */
  readonly progress: (step: string) => Progress;
}

export interface CommandResult {
  /** What a person reads on stdout, at most 80 columns wide. */
  readonly text: string;
  /** What `--json` prints. */
  readonly json: unknown;
  /** Default `done`. */
  readonly exit?: ExitName;
}

/** All that the overview tells of a command; the rest is loaded when somebody asks for it. */
export interface CommandEntry {
  readonly summary: string;
  /** Positionals, e.g. `PROJECT`. */
  readonly usage: string;
  load(): Promise<Command>;
}

export interface Command {
  readonly positionals: { readonly least: number; readonly most: number };
  readonly options: Readonly<Record<string, OptionSpec>>;
  run(input: CommandInput): Promise<CommandResult>;
}
