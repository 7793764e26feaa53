import type { Command } from 'commander'
import { Playlists, RunEvaluation, Seed } from '~server/quality/domain/limits'
import { Failure, usageFailure } from '../failure'
import { followHere } from '../follow-here'
import { formatQuality } from '../format/quality'
import { print } from '../io'
import { parseOption, wantsJson, type Tools } from '../tools'

type Options = { playlists?: number; seed?: number; last?: boolean }

/** `segue eval` */
export function addEval(program: Command, getTools: () => Tools): void {
  program
    .command('eval')
    .description("measure the recommendations on the instance's own playlists, next to baselines")
    .option('--playlists <n>', 'playlists to hold out at most', (text) => parseOption(Playlists, text))
    .option('--seed <n>', 'another sample of playlists and tracks', (text) => parseOption(Seed, text))
    .option('--last', 'show what was measured last instead of measuring')
    .option('--json', 'print one JSON document')
    .action(async ({ last, ...asked }: Options, command: Command) => {
      if (last && Object.keys(asked).some((name) => name !== 'json')) {
        throw usageFailure('--last measures nothing, so it takes no --playlists and no --seed.')
      }
      const { client, io } = getTools()
      if (!last) {
        const job = await client.quality.run.mutate(RunEvaluation.parse(asked))
        await followHere(getTools(), job)
      }
      const quality = await client.quality.latest.query()
      if (!quality) {
        throw new Failure('NOT_MEASURED', 'Nothing was measured yet.', 'Run `segue eval` without --last.')
      }
      print(io, wantsJson(command), quality, formatQuality(quality))
    })
}
