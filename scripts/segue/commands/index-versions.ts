import { setTimeout as sleep } from 'node:timers/promises'
import { InvalidArgumentError, type Command } from 'commander'
import { Failure } from '../failure'
import { followHere } from '../follow-here'
import { formatIndexCheck } from '../format/index-check'
import { formatIndexStatus } from '../format/index-status'
import { formatQualityLine } from '../format/quality'
import { print } from '../io'
import { wantsJson, type Tools } from '../tools'

const LOOKS = 50
const LOOK_MS = 100

/** Another process may have built the version; the one that answers takes it over a moment later. */
async function findTakenOver(client: Tools['client']) {
  for (let look = 1; ; look++) {
    const status = await client.index.status.query()
    const current = status.versions.find(({ state }) => state === 'current')
    if (!current || current.version === status.current?.version || look >= LOOKS) return status
    await sleep(LOOK_MS)
  }
}

/** `segue index status|rebuild|rollback|verify` */
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
      await followHere(getTools(), await client.index.rebuild.mutate())
      const status = await findTakenOver(client)
      print(io, wantsJson(command), status, formatIndexStatus(status))
    })

  index
    .command('rollback')
    .argument('[version]', 'its number', toVersion)
    .description('go back to a version that is kept, by default the one before')
    .option('--json', 'print one JSON document')
    .action(async (version: number | undefined, _options: unknown, command: Command) => {
      const { client, io } = getTools()
      const status = await client.index.rollback.mutate(version === undefined ? {} : { version })
      print(io, wantsJson(command), status, formatIndexStatus(status))
    })

  index
    .command('verify')
    .description(
      'compare every kept file on the server’s disk with its checksum, and the index with the database',
    )
    .option('--json', 'print one JSON document')
    .action(async (_options: unknown, command: Command) => {
      const { client, io } = getTools()
      const check = await client.index.verify.mutate()
      if (!check.ok) throw new Failure('INDEX_BROKEN', formatIndexCheck(check), 'Run `segue index rebuild`.')
      print(io, wantsJson(command), check, formatIndexCheck(check))
    })
}

function toVersion(text: string): number {
  if (!/^[1-9]\d{0,8}$/.test(text)) throw new InvalidArgumentError(`"${text}" is no version number.`)
  return Number(text)
}
