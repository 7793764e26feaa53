import path from 'node:path'
import { Option, type Command } from 'commander'
import { DEFAULT_K, type Mode } from '~server/similar/domain/recommendation'
import { describeListener } from '~server/client'
import { isDomainError } from '~server/domain/errors'
import { readTrackRef } from '~server/domain/links/track-ref'
import { isName } from '~server/search/domain/is-name'
import { formatTrackList, LIST_FORMATS, type ListFormat } from '~server/sharing/domain/track-list'
import type { Track } from '~server/domain/track'
import { readAudioFile } from '../analyse/read-audio-file'
import { addControls, collect, toControls, type ControlOptions } from '../controls'
import { usageFailure } from '../failure'
import { formatClipRecommendation, formatRecommendation } from '../format/recommendation'
import { print } from '../io'
import { openTracks } from '../links'
import { parseListenerName } from '../listener-name'
import { parseK, parseMode, wantsJson, type Tools } from '../tools'
import { formatRead, readPlaylist } from './ingest'

type Options = ControlOptions & {
  k: number
  mode: Mode
  not?: string[]
  as?: string
  clip?: string
  format?: ListFormat
}

/** `segue recommend LINK|ID|NAME…|--clip FILE [--not LINK|ID|NAME…] [--k 10] [--mode similar|discover|continue] [--as NAME] [filters]` */
export function addRecommend(program: Command, getTools: () => Tools): void {
  const command = program
    .command('recommend')
    .description('find tracks that go with the given ones')
    .argument(
      '[links...]',
      'links, ids or names (“artist - title”) of tracks to start from; one playlist is read and summed up',
    )
    .option('--clip <file>', 'start from an audio file instead: the server listens to it and keeps nothing')
    .option(
      '--not <link>',
      'link, id or name of a track that the answer shall not be like; may be given often',
      collect,
    )
    .option('--k <number>', 'how many tracks', parseK, DEFAULT_K)
    .option('--mode <mode>', 'similar, discover or continue', parseMode, 'similar' as Mode)
    .option('--as <name>', 'with the taste of this listener (see `segue taste`)', parseListenerName)
  addControls(command)
    .addOption(
      new Option('--format <format>', 'print the list as a file of this format')
        .choices(LIST_FORMATS)
        .conflicts('json'),
    )
    .option('--json', 'print one JSON document')
    .action(async (links: string[], options: Options, command: Command) => {
      const tools = getTools()
      const json = wantsJson(command)
      if (options.clip !== undefined) {
        if (links.length > 0 || options.not) throw eitherOr()
        const answer = await recommendForClip(tools, options.clip, options)
        printAnswer(tools, answer, { ...options, json, text: formatClipRecommendation(answer) })
        return
      }
      const [link] = links
      if (link === undefined) throw nothingToStartFrom()
      if (links.length === 1 && mayBePlaylist(link)) {
        const opened = await tools.client.link.open.mutate({ url: link })
        if (opened.kind === 'playlist') {
          if (options.format !== undefined) throw noList()
          const read = await readPlaylist(tools, opened)
          print(tools.io, json, read, formatRead(read))
          return
        }
        links = [opened.id]
      }
      const answer = await recommend(tools, links, options)
      printAnswer(tools, answer, { ...options, json, text: formatRecommendation(answer) })
    })
}

type Answer = { tracks: { track: Track }[] }
type Printing = { json: boolean; format?: ListFormat; text: string }

/** The answer as JSON, as a file of tracks, or for people. */
function printAnswer({ io }: Tools, answer: Answer, { json, format, text }: Printing): void {
  if (format === undefined) print(io, json, answer, text)
  else {
    const [title = ''] = text.split(':\n')
    io.stdout.write(formatTrackList(format, { title, tracks: answer.tracks.map(({ track }) => track) }))
  }
}

async function recommend(tools: Tools, links: string[], options: Options) {
  const { k, mode, not = [], as, ...controlOptions } = options
  const controls = toControls(controlOptions)
  const ids = await openTracks(tools, [...links, ...not])
  const [seeds, against] = [ids.slice(0, links.length), ids.slice(links.length)]
  const input = { ...controls, seeds, not: against, k, mode }
  return tools.client.similar.find.query(input, as === undefined ? undefined : describeListener(as))
}

async function recommendForClip({ client, io }: Tools, file: string, { k, mode, ...options }: Options) {
  const controls = toControls(options)
  const bytes = await readAudioFile(path.resolve(io.cwd, file))
  const { token } = await client.clip.hear.mutate(bytes)
  return client.clip.find.query({ ...controls, clip: token, k, mode })
}

function noList() {
  return usageFailure(
    'A playlist is summed up, which is no list of tracks.',
    'Leave --format out for a playlist.',
  )
}

function eitherOr() {
  return usageFailure('A clip goes alone.', 'Give links or --clip, not both, and no --not with a clip.')
}

function nothingToStartFrom() {
  return usageFailure(
    'There is nothing to start from.',
    'Give the link, id or name of a track, or --clip FILE.',
  )
}

/** A short link says only when it is opened what it names. */
function mayBePlaylist(text: string): boolean {
  if (isName(text)) return false
  const ref = readTrackRef(text)
  return !isDomainError(ref) && ref.kind !== 'track'
}
