import type { Command } from 'commander'
import { formatRetention } from '../format/retention'
import { print } from '../io'
import { wantsJson, type Tools } from '../tools'

/** `segue retention` */
export function addRetention(program: Command, getTools: () => Tools): void {
  program
    .command('retention')
    .description('what retention would remove if it ran now, and why; removes nothing')
    .option('--json', 'print one JSON document')
    .action(async (_options: unknown, command: Command) => {
      const { client, io } = getTools()
      const preview = await client.retention.preview.query()
      print(io, wantsJson(command), preview, formatRetention(preview))
    })
}
