import path from 'node:path'
import type { Command } from 'commander'
import { DEFAULT_K, type Mode } from '~server/similar/domain/recommendation'
import { duration, integer } from '../format/numbers'
import { note, print } from '../io'
import { listIds, readIds } from '../neighbours/ids'
import { queryNeighbours, type Neighbours } from '../neighbours/query'
import { openOutput } from '../neighbours/output'
import { createProgress } from '../progress'
import { parseK, parseMode, wantsJson, type Tools } from '../tools'

type Options = { ids?: string; k: number; mode: Mode; out: string }

/** `segue neighbours [--ids FILE] [--k 10] [--mode similar] --out FILE.ndjson` */
export function addNeighbours(program: Command, getTools: () => Tools): void {
  program
    .command('neighbours')
    .description('write the neighbours of every track, a JSON line each')
    .requiredOption('--out <file>', 'file to write; - for stdout')
    .option('--ids <file>', 'only these tracks, an id a line; - for stdin')
    .option('--k <number>', 'how many neighbours', parseK, DEFAULT_K)
    .option('--mode <mode>', 'similar, discover or continue', parseMode, 'similar' as Mode)
    .option('--json', 'print what was done as one JSON document (not with --out -)')
    .action(async (options: Options, command: Command) => {
      const started = performance.now()
      const done = await writeNeighbours(getTools(), options)
      const seconds = (performance.now() - started) / 1000
      const text = `${integer(done.tracks)} tracks in ${duration(seconds)}`
      const { io } = getTools()
      if (done.missing > 0) {
        note(io, `${integer(done.missing)} of the ids had no neighbours: they are not searchable.`)
      }
      if (options.out === '-') note(io, text)
      else {
        print(
          io,
          wantsJson(command),
          { out: options.out, k: options.k, ...done, seconds },
          `${options.out}: ${text}`,
        )
      }
    })
}

async function writeNeighbours({ io, client }: Tools, { ids, k, mode, out }: Options) {
  const listed = ids === undefined ? null : await readIds(ids === '-' ? '-' : path.resolve(io.cwd, ids))
  const total = listed ? listed.length : (await client.index.status.query()).searchable
  const progress = createProgress(io)
  const output = await openOutput(out === '-' ? io.stdout : path.resolve(io.cwd, out))
  let tracks = 0
  let missing = 0
  try {
    for await (const batch of queryNeighbours(client, listed ?? listIds(client), { k, mode })) {
      await output.write(batch.found.map(toLine).join(''))
      tracks += batch.found.length
      missing += batch.missing
      progress.update({ stage: 'finding neighbours', done: tracks + missing, total })
    }
    await output.finish()
  } catch (error) {
    await output.discard()
    throw error
  } finally {
    progress.stop()
  }
  return { tracks, missing }
}

const toLine = ({ id, neighbours }: Neighbours): string => `${JSON.stringify({ id, neighbours })}\n`
