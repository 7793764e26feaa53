import type { Command } from 'commander'
import type { Versions } from '~server/recordings/domain/override'
import { usageFailure } from '../failure'
import { formatVersions } from '../format/versions'
import { print } from '../io'
import { getTrackIds } from '../links'
import { wantsJson, type Tools } from '../tools'

type Options = { split?: boolean; join?: string; undo?: boolean; why?: string }

/** `segue versions TRACK [--split | --join OTHER | --undo] [--why TEXT]` */
export function addVersions(program: Command, getTools: () => Tools): void {
  program
    .command('versions')
    .description('the releases of a recording, and decisions about them; nothing is ever deleted')
    .argument('<track>', 'link or id of a track of the catalog')
    .option('--split', 'this release is another recording')
    .option('--join <other>', 'this release and the other are one recording')
    .option('--undo', 'take back the newest decision about this track')
    .option('--why <text>', 'kept with the decision')
    .option('--json', 'print one JSON document')
    .action(async (track: string, options: Options, command: Command) => {
      const tools = getTools()
      const versions = await decide(tools, track, options)
      print(tools.io, wantsJson(command), versions, formatVersions(versions))
    })
}

async function decide(
  tools: Tools,
  track: string,
  { split, join, undo, why = '' }: Options,
): Promise<Versions> {
  if ([split, join, undo].filter((option) => option !== undefined).length > 1) {
    throw usageFailure('--split, --join and --undo exclude each other.')
  }
  const { client } = tools
  const named = join === undefined ? [track] : [track, join]
  const [id = '', other = ''] = await getTrackIds(tools, named)
  if (split) return client.versions.split.mutate({ id, why })
  if (join !== undefined) return client.versions.join.mutate({ id, other, why })
  if (undo) return client.versions.undo.mutate({ id })
  return client.versions.list.query({ id })
}
