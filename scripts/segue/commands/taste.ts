import type { Command } from 'commander'
import { describeListener } from '~server/client'
import { CLICK_KINDS, type ClickKind } from '~server/taste/domain/click'
import { collect } from '../controls'
import { formatTaste } from '../format/taste'
import { print } from '../io'
import { parseListenerName } from '../listener-name'
import { wantsJson, type Tools } from '../tools'

type Options = Partial<Record<ClickKind, string[]>> & { seed?: string; clear?: boolean }

/** `segue taste NAME [--like ID] [--dislike ID] [--skip ID] [--seed ID] [--clear]` */
export function addTaste(program: Command, getTools: () => Tools): void {
  program
    .command('taste')
    .description('show what a listener likes, or add to it; `segue recommend --as NAME` goes by it')
    .argument('<name>', 'the listener, by a name of your own: kitchen', parseListenerName)
    .option('--clear', 'remove everything that was said before')
    .option('--like <id>', 'a track to find more of; may be given often', collect)
    .option('--dislike <id>', 'a track to find less of; may be given often', collect)
    .option('--skip <id>', 'a track that does not fit just now; may be given often', collect)
    .option('--seed <id>', 'the track that these are answers to: weights of the groups are learned from it')
    .option('--json', 'print one JSON document')
    .action(async (name: string, options: Options, command: Command) => {
      const { client, io } = getTools()
      const listener = describeListener(name)
      if (options.clear) await client.taste.clear.mutate(undefined, listener)
      for (const kind of CLICK_KINDS) {
        for (const track of options[kind] ?? []) {
          await client.taste.set.mutate({ track, kind, seed: options.seed ?? null }, listener)
        }
      }
      const taste = await client.taste.export.query(undefined, listener)
      print(io, wantsJson(command), taste, formatTaste(taste))
    })
}
