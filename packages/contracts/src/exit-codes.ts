/** The exit codes of every Waymark command: the one table that code and docs share. */

export const exitCodes = {
  /** It worked. Under Turbo, keeping the champion is a success too. */
  done: 0,
  /** A defect in Waymark or in the project's code. */
  bug: 1,
  /** Wrong usage or bad input. */
  usage: 2,
  /** A gate refused, or the champion was kept (`promote --strict`, `--approve`). */
  refused: 3,
  /** The evidence is not conclusive; a person should look (`promote --strict`, `--approve`). */
  investigate: 4,
  /** The data breaks the schema's rules. */
  dataInvalid: 5,
  /** Drift was found (`monitor --strict`). */
  drift: 6,
  /** Port, disk, network or a server that is away. */
  environment: 7,
} as const;

export type ExitName = keyof typeof exitCodes;
