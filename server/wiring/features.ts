import type { Resources } from '../process/resources'
import type { SpotifyConnection } from './spotify'
import type { Sql } from '~db/client'
import type { SourceName } from '../domain/features/feature-sources'
import { createAudioAnalyser } from '../audio/analyse-any'
import { createAudioPool } from '../audio/audio-pool'
import { loadAacDecoder } from '../audio/m4a/aac-decoder'
import { openDecoders } from '../audio/open-decoders'
import { createUnpack } from '../audio/unpack'
import { readSearchPath, type Env } from './env'
import type { Line } from '../sources/ask-json'
import { createDeezerSource } from '../sources/deezer'
import { createItunesSource } from '../sources/itunes'
import { createSourceChain } from '../sources/source-chain'
import { toDestination } from '../outgoing/destination'
import { createGuardedGet } from '../outgoing/guarded-get'
import { createPace } from '../sources/pace'
import { createReccoBeatsSource } from '../sources/reccobeats'
import type { Source } from '../sources/source'
import { createSpotifyAnalysisSource, createSpotifyFeatureSource } from '../sources/spotify-source'
import type { Logger } from '../observability/logger'
import { createFeatureMissRepository } from '../catalog/vectors/feature-miss.repository'
import { createSharedPace } from '../redis/shared-pace'
import type { AudioAnalyser, FeatureLookup, SharedCounts } from '../catalog/ports'

type Deps = {
  env: Env
  log: Logger
  sql: Sql
  spotify: Pick<SpotifyConnection, 'client' | 'sandboxUrl'>
  audio: AudioAnalyser
  /** Throws CONFIG_INVALID where AAC cannot be decoded. */
  requireAac: () => Promise<unknown>
  /** What all processes count together. */
  counts: SharedCounts
  resources: Resources
}

/** Deezer's own name for the hosts of its previews has changed before: cdns-preview-N, cdnt-preview. */
const DEEZER_PREVIEWS = ['*.dzcdn.net']
/** audio-ssl.itunes.apple.com today, hosts of mzstatic.com before. */
const ITUNES_PREVIEWS = ['*.itunes.apple.com', '*.mzstatic.com']
/** The sandbox is our own: it is asked as fast as it answers. */
const SANDBOX_PER_SECOND = 1000

/** Decoders, and the threads that listen to what they give. */
export async function openAudio(env: Env, log: Logger, filename: string, resources: Resources) {
  const decoders = await openDecoders(env.audio.ffmpegPath, { searchPath: readSearchPath() })
  log.info({ ffmpeg: decoders.ffmpeg?.version ?? 'none' }, 'decoders of audio')
  const pool = createAudioPool({
    ...{ filename, threads: env.audio.threads, maxQueue: env.limits.audioQueue },
    ...{ timeoutMs: env.limits.audioTimeoutMs, heapMb: env.limits.audioHeapMb },
    onCrash: (err) => {
      log.error({ err }, 'audio analysis broke off')
    },
  })
  return {
    audio: createAudioAnalyser(resources.use(pool), createUnpack(decoders)),
    requireAac: (): Promise<unknown> => (decoders.ffmpeg ? Promise.resolve() : loadAacDecoder()),
  }
}

/**
 * The source chain of FEATURE_SOURCES; against the sandbox's look-alikes where Spotify is the sandbox. Throws DomainError
 * CONFIG_INVALID where a source is named that lacks what it needs.
 */
export async function createFeatures(deps: Deps): Promise<FeatureLookup> {
  const { env, log, sql, spotify, audio, counts, resources } = deps
  const outgoing = createGuardedGet()
  resources.defer(outgoing.close)

  const createLine = (realUrl: string, lookAlike: string, perSecond: number, hosts: string[] = []): Line => {
    const isReal = spotify.sandboxUrl === null
    const baseUrl = spotify.sandboxUrl === null ? realUrl : spotify.sandboxUrl + lookAlike
    // What is real sees all processes as one.
    const shared = isReal ? createSharedPace(counts, { key: `pace:${baseUrl}`, perSecond }) : undefined
    return {
      get: outgoing.get,
      baseUrl,
      destination: toDestination(baseUrl, hosts),
      pace: createPace({
        perSecond: isReal ? perSecond : SANDBOX_PER_SECOND,
        maxWaitMs: env.limits.featureMaxWaitMs,
        shared,
      }),
      timeoutMs: env.limits.featureTimeoutMs,
      maxRetries: env.limits.featureMaxRetries,
    }
  }

  const preview = { audio, maxBytes: env.limits.previewMaxBytes, timeoutMs: env.limits.featureTimeoutMs }
  const create: Record<SourceName, () => Source | Promise<Source>> = {
    spotify: () => createSpotifyFeatureSource(spotify.client),
    'spotify-analysis': () => createSpotifyAnalysisSource(spotify.client),
    reccobeats: () =>
      createReccoBeatsSource(
        createLine(env.sources.reccobeatsUrl, '/reccobeats/v1', env.limits.reccobeatsRequestsPerSecond),
      ),
    deezer: () =>
      createDeezerSource({
        line: createLine(
          env.limits.deezerUrl,
          '/deezer',
          env.limits.deezerRequestsPerSecond,
          DEEZER_PREVIEWS,
        ),
        preview,
        concurrency: env.limits.previewConcurrency,
      }),
    itunes: async () => {
      await deps.requireAac()
      return createItunesSource({
        line: createLine(
          env.limits.itunesUrl,
          '/itunes',
          env.limits.itunesRequestsPerMinute / 60,
          ITUNES_PREVIEWS,
        ),
        preview,
        country: env.sources.itunesCountry,
        concurrency: env.limits.previewConcurrency,
      })
    },
  }
  const sources: Source[] = []
  for (const name of env.sources.featureSources) sources.push(await create[name]())
  return createSourceChain({
    sources,
    misses: createFeatureMissRepository(sql),
    onFault: ({ name }, err) => {
      log.warn({ err, source: name }, 'a source of sound does not answer')
    },
  })
}
