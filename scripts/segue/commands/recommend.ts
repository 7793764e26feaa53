import type { Command } from 'commander'
import { DEFAULT_K, type Mode, type Recommendation } from '~server/domain/recommendation'
import { isSpotifyId } from '~server/domain/spotify-ref'
import { formatRecommendation } from '../format/recommendation'
import { print } from '../io'
import { parseK, parseMode, wantsJson, type Tools } from '../tools'
import { formatRead, readPlaylist } from './ingest'

type Answer = Recommendation | Awaited<ReturnType<typeof readPlaylist>>

/** `segue recommend LINK|ID… [--k 10] [--mode similar]` */
export function addRecommend(program: Command, getTools: () => Tools): void {
  program
    .command('recommend')
    .description('find the tracks that sound like the given ones')
    .argument('<links...>', 'links or ids of tracks; a playlist is read and summed up')
    .option('--k <number>', 'how many tracks', parseK, DEFAULT_K)
    .option('--mode <mode>', 'similar', parseMode, 'similar' as Mode)
    .option('--json', 'print one JSON document (a list for several links)')
    .action(async (links: string[], { k, mode }: { k: number; mode: Mode }, command: Command) => {
      const tools = getTools()
      const answers: Answer[] = []
      for (const link of links) answers.push(await answer(tools, link, { k, mode }))
      const document = answers.length === 1 ? answers[0] : answers
      print(tools.io, wantsJson(command), document, answers.map(format).join('\n\n'))
    })
}

async function answer(tools: Tools, link: string, options: { k: number; mode: Mode }): Promise<Answer> {
  const opened = isId(link)
    ? { kind: 'track' as const, id: link }
    : await tools.client.link.open.mutate({ url: link })
  if (opened.kind === 'playlist') return readPlaylist(tools, opened)
  return tools.client.similar.find.query({ id: opened.id, ...options })
}

/** A track of the catalog by its public id, which never has the punctuation of a link. */
const isId = (text: string): boolean => isSpotifyId(text) || /^[\w-]+$/.test(text)

const format = (answer: Answer): string =>
  'tracks' in answer ? formatRecommendation(answer) : formatRead(answer)
