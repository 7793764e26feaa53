import type { Command } from 'commander'
import { usageFailure } from '../failure'
import { formatImported, formatRemoved } from '../format/imported'
import { print } from '../io'
import { wantsJson, type Tools } from '../tools'

type Options = { delete?: string; deleteAll?: boolean }

/** `segue imports [--delete LIST | --delete-all]` */
export function addImports(program: Command, getTools: () => Tools): void {
  program
    .command('imports')
    .description('the lists that files brought; deletes one of them, or all')
    .option('--delete <list>', 'delete a list, by its id, with the tracks that nothing else holds')
    .option('--delete-all', 'delete all of them, and the imports that are over')
    .option('--json', 'print one JSON document')
    .action(async (options: Options, command: Command) => {
      if (options.delete !== undefined && options.deleteAll) {
        throw usageFailure('Choose one of --delete and --delete-all.', '`segue imports` shows the ids.')
      }
      const { client, io } = getTools()
      if (options.delete === undefined && !options.deleteAll) {
        const imported = await client.import.lists.query({})
        print(io, wantsJson(command), imported, formatImported(imported))
        return
      }
      const removed = await client.import.remove.mutate(
        options.delete === undefined ? { all: true } : { list: options.delete },
      )
      print(io, wantsJson(command), removed, formatRemoved(removed))
    })
}
