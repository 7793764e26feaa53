/** /audio-features and /audio-analysis: for apps with extended access only. */
import type { SandboxTrack } from '../catalogue/tracks'
import { json } from '../respond'
import type { ApiContext, ApiHandler } from './context'
import { param, requireFound } from './context'
import { parseIds } from './paging'

export const getAudioFeatures: ApiHandler = (context) =>
  json(toFeatures(context, requireFound(param(context), context.catalogue.track, 'analysis not found')))

/** Up to 100 ids; unknown ones stand as null at their place. */
export const getManyAudioFeatures: ApiHandler = (context) => {
  const features = parseIds(context.url.searchParams, 100).map((id) => {
    const track = context.catalogue.track(id)
    return track === null ? null : toFeatures(context, track)
  })
  return json({ audio_features: features })
}

export const getAudioAnalysis: ApiHandler = (context) =>
  json(
    context.catalogue.analysis(requireFound(param(context), context.catalogue.track, 'analysis not found')),
  )

function toFeatures({ api, catalogue }: ApiContext, track: SandboxTrack) {
  const id = catalogue.idOf('track', track.index)
  return {
    ...track.features,
    type: 'audio_features',
    id,
    uri: `spotify:track:${id}`,
    track_href: `${api}/tracks/${id}`,
    analysis_url: `${api}/audio-analysis/${id}`,
    duration_ms: track.durationMs,
  }
}
