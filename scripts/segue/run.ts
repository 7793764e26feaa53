import { CommanderError } from 'commander'
import { createToolClient } from './client'
import { EXIT, toFailure, type Failure } from './failure'
import type { Io } from './io'
import { createProgram } from './program'
import { findServiceSecret, readSettings, secretMissing, urlOf, type Settings } from './settings'
import type { Tools } from './tools'

/** Runs one command line; what it has to say goes to `io`, the result is the exit code. Never throws. */
export async function run(args: string[], io: Io): Promise<number> {
  let settings: Settings | null = null
  const getTools = (): Tools => {
    settings ??= readSettings(io.env)
    return { io, settings, client: createToolClient(settings) }
  }
  try {
    await createProgram(io, getTools).parseAsync(args, { from: 'user' })
    return EXIT.done
  } catch (error) {
    // Commander has written its sentence already.
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.done : EXIT.usage
    return report(await explain(toFailure(error, urlOf(io.env)), io), args, io)
  }
}

/** The server only knows that no token came; here it is known why none could be made. */
async function explain(failure: Failure, { env }: Io): Promise<Failure> {
  if (failure.code !== 'TOKEN_MISSING') return failure
  const settings = readSettings(env)
  return (await findServiceSecret(settings)) === null ? secretMissing(settings) : failure
}

function report(failure: Failure, args: string[], io: Io): number {
  if (args.includes('--json')) io.stdout.write(`${JSON.stringify({ error: failure.toBody() })}\n`)
  const id = failure.code === 'INTERNAL' && failure.requestId ? ` (request ${failure.requestId})` : ''
  io.stderr.write(`${failure.message}${id}\n${failure.hint}\n`)
  return failure.exitCode
}
