import { InvalidArgumentError, type Command } from 'commander'
import type { SegueClient } from '~server/client'
import { K, Mode } from '~server/similar/domain/recommendation'
import type { Io } from './io'
import type { Settings } from './settings'

/** What every command works with. */
export type Tools = { io: Io; settings: Settings; client: SegueClient }

/** Whether the command that runs was asked for JSON, before or after its name. */
export function wantsJson(command: Command): boolean {
  return command.optsWithGlobals<{ json?: boolean }>().json === true
}

/** The value of --k. */
export function parseK(text: string): number {
  return parseOption(K, text)
}

/** The value of --mode. */
export function parseMode(text: string): Mode {
  return parseOption(Mode, text)
}

type Schema<T> = {
  safeParse: (
    text: string,
  ) => { success: true; data: T } | { success: false; error: { issues: { message: string }[] } }
}

/** The value of an option, or commander's sentence of what is wrong with it. */
export function parseOption<T>(schema: Schema<T>, text: string): T {
  const parsed = schema.safeParse(text)
  if (parsed.success) return parsed.data
  throw new InvalidArgumentError(parsed.error.issues[0]?.message ?? 'It is not valid.')
}
