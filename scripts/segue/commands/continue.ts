import path from 'node:path'
import type { Command } from 'commander'
import type { Mode } from '~server/similar/domain/recommendation'
import { readSeedLists, type SeedList } from '../continue/seed-lists'
import { addControls, toControls, type ControlOptions } from '../controls'
import { duration, integer } from '../format/numbers'
import { note, print } from '../io'
import { patiently } from '../neighbours/query'
import { openOutput } from '../neighbours/output'
import { createProgress } from '../progress'
import { parseK, parseMode, wantsJson, type Tools } from '../tools'

type Options = ControlOptions & { batch: string; k: number; mode: Mode; out: string }

/** Lists in one request: some tenths of a second of work each time. */
const LISTS_PER_REQUEST = 20
const DEFAULT_LENGTH = 100

/** `segue continue --batch FILE.ndjson [--k 100] [--mode continue] --out FILE.ndjson` */
export function addContinue(program: Command, getTools: () => Tools): void {
  const command = program
    .command('continue')
    .description('go on with many lists of tracks, a JSON line each')
    .requiredOption('--batch <file>', 'a line {"key", "seeds": [ids]} for each list; - for stdin')
    .requiredOption(
      '--out <file>',
      'file to write, a line {"key", "tracks": [{"id", "score"}]} each; - for stdout',
    )
    .option('--k <number>', 'how many tracks', parseK, DEFAULT_LENGTH)
    .option('--mode <mode>', 'similar, discover or continue', parseMode, 'continue' as Mode)
  addControls(command)
    .option('--json', 'print what was done as one JSON document (not with --out -)')
    .action(async (options: Options, command: Command) => {
      const tools = getTools()
      const started = performance.now()
      const done = await writeContinued(tools, options)
      const seconds = (performance.now() - started) / 1000
      const text = `${integer(done.lists)} lists in ${duration(seconds)}`
      if (done.missing > 0) {
        note(tools.io, `${integer(done.missing)} seeds are not searchable and were left out.`)
      }
      const { out, k, mode } = options
      if (out === '-') note(tools.io, text)
      else print(tools.io, wantsJson(command), { out, k, mode, ...done, seconds }, `${out}: ${text}`)
    })
}

async function writeContinued({ io, client }: Tools, { batch, k, mode, out, ...options }: Options) {
  const controls = toControls(options)
  const all = await readSeedLists(batch === '-' ? '-' : path.resolve(io.cwd, batch))
  const progress = createProgress(io)
  const output = await openOutput(out === '-' ? io.stdout : path.resolve(io.cwd, out))
  let lists = 0
  let missing = 0
  try {
    for (const part of inParts(all, LISTS_PER_REQUEST)) {
      const found = await patiently(() =>
        client.similar.continue.query({ ...controls, lists: part, k, mode }),
      )
      await output.write(found.map(({ key, tracks }) => `${JSON.stringify({ key, tracks })}\n`).join(''))
      lists += found.length
      missing += found.reduce((sum, list) => sum + list.missing.length, 0)
      progress.update({ stage: 'continuing', done: lists, total: all.length })
    }
    await output.finish()
  } catch (error) {
    await output.discard()
    throw error
  } finally {
    progress.stop()
  }
  return { lists, missing }
}

function* inParts(lists: SeedList[], size: number): Generator<SeedList[]> {
  for (let at = 0; at < lists.length; at += size) yield lists.slice(at, at + size)
}
