import { InvalidArgumentError, type Command } from 'commander'
import { table } from '../format/table'
import { print } from '../io'
import { wantsJson, type Tools } from '../tools'

const LISTED = 50

/** `segue audit [--limit N]` */
export function addAudit(program: Command, getTools: () => Tools): void {
  program
    .command('audit')
    .description('who did what: sign-ins, imports, deletions, acts of operators')
    .option('--limit <n>', 'so many of the newest', parseLimit, LISTED)
    .option('--json', 'print one JSON document')
    .action(async ({ limit }: { limit: number }, command: Command) => {
      const { client, io } = getTools()
      const acts = await client.acts.list.query({ limit })
      const rows = acts.map(({ at, actor, origin, act, outcome, detail }) => [
        at.slice(0, 19).replace('T', ' '),
        actor,
        origin ?? '',
        act,
        outcome,
        detail ?? '',
      ])
      print(io, wantsJson(command), acts, table(['at (UTC)', 'who', 'from', 'act', 'outcome', ''], rows))
    })
}

function parseLimit(text: string): number {
  const limit = Number(text)
  if (!Number.isInteger(limit) || limit < 1 || limit > 1000) {
    throw new InvalidArgumentError('Give a whole number of 1 to 1000.')
  }
  return limit
}
