import type { Command } from 'commander'
import { DEFAULT_CHOICES, SearchInput } from '~server/search/domain/search'
import { parseInput } from '~server/domain/input/input'
import { usageFailure } from '../failure'
import { formatChoices } from '../format/choices'
import { print } from '../io'
import { wantsJson, type Tools } from '../tools'

/** `segue search TEXT [--k 20]` */
export function addSearch(program: Command, getTools: () => Tools): void {
  program
    .command('search')
    .description('find tracks of the catalog by name: “artist - title”, a part of it, or an ISRC')
    .argument('<text...>', 'the name; typing errors and missing accents are forgiven')
    .option('--k <number>', `how many tracks (${String(DEFAULT_CHOICES)})`)
    .option('--json', 'print one JSON document')
    .action(async (text: string[], { k }: { k?: string }, command: Command) => {
      const { client, io } = getTools()
      const found = await client.search.tracks.query(toInput({ q: text.join(' '), k }))
      print(io, wantsJson(command), found, formatChoices(found))
    })
}

/** @throws Failure (usage) that says what is wrong */
function toInput(input: { q: string; k: string | undefined }): SearchInput {
  try {
    return parseInput(SearchInput, input)
  } catch (error) {
    throw usageFailure(error instanceof Error ? error.message : String(error))
  }
}
