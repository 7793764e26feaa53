import type { Command } from 'commander'
import { followJob } from '../follow-job'
import { formatIndexStatus } from '../format/index-status'
import { formatQualityLine } from '../format/quality'
import { print } from '../io'
import { createProgress } from '../progress'
import { wantsJson, type Tools } from '../tools'

/** `segue index status|rebuild` */
export function addIndex(program: Command, getTools: () => Tools): void {
  const index = program.command('index').description('look at the vector index, or build it again')

  index
    .command('status')
    .description('the version that answers, and the versions that are kept')
    .option('--json', 'print one JSON document')
    .action(async (_options: unknown, command: Command) => {
      const { client, io } = getTools()
      const [status, quality] = await Promise.all([
        client.index.status.query(),
        client.quality.latest.query(),
      ])
      const lines = [formatIndexStatus(status), ...(quality ? [formatQualityLine(quality)] : [])]
      print(io, wantsJson(command), { ...status, quality }, lines.join('\n'))
    })

  index
    .command('rebuild')
    .description('fit and build a new version from the database, and switch to it')
    .option('--json', 'print one JSON document')
    .action(async (_options: unknown, command: Command) => {
      const { client, io } = getTools()
      await followJob(client, await client.index.rebuild.mutate(), createProgress(io))
      const status = await client.index.status.query()
      print(io, wantsJson(command), status, formatIndexStatus(status))
    })
}
