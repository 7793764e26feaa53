import { createReadStream } from 'node:fs'
import { text } from 'node:stream/consumers'
import { z } from 'zod'
import { Failure } from '../failure'

const SeedList = z.object({ key: z.coerce.string(), seeds: z.array(z.string().min(1)).min(1) })
export type SeedList = z.infer<typeof SeedList>

/** The lists of an NDJSON file (or of stdin, `-`). Throws a Failure that names the line that is wrong. */
export async function readSeedLists(file: string): Promise<SeedList[]> {
  const content = await text(file === '-' ? process.stdin : createReadStream(file)).catch(
    (cause: unknown) => {
      const hint = 'Check the path and try again.'
      throw new Failure('FILE_NOT_FOUND', `The file ${file} cannot be read.`, hint, { cause })
    },
  )
  const lists = content
    .split(/\r?\n/)
    .flatMap((line, i) => (line.trim() === '' ? [] : [parseLine(line, i + 1)]))
  if (lists.length > 0) return lists
  throw new Failure(
    'INPUT_INVALID',
    `${file} has no lists.`,
    'Write a line {"key": …, "seeds": [ids]} for each.',
  )
}

function parseLine(line: string, number: number): SeedList {
  try {
    return SeedList.parse(JSON.parse(line))
  } catch (cause) {
    throw new Failure(
      'INPUT_INVALID',
      `Line ${String(number)} is not a list of seeds.`,
      'Write {"key": "a name", "seeds": ["a track id", …]}.',
      { cause },
    )
  }
}
