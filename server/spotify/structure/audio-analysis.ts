import { z } from 'zod'

/**
 * A Spotify audio analysis as far as structure needs it: times in seconds, loudness in dB, tempo in BPM, pitches 0…1
 * (C…B, strongest 1), timbre unbounded about 0. Fields that some analyses lack may be absent.
 */
const Span = z.object({ start: z.number(), duration: z.number().nonnegative() })
const twelve = z.array(z.number()).length(12)

export const Section = Span.extend({ loudness: z.number(), tempo: z.number() })
export const Segment = Span.extend({
  loudness_start: z.number(),
  loudness_max: z.number(),
  pitches: twelve,
  timbre: twelve,
})
export const AudioAnalysis = z.object({
  track: z.object({
    duration: z.number().positive(),
    end_of_fade_in: z.number().nullish(),
    start_of_fade_out: z.number().nullish(),
  }),
  bars: z.array(Span).default([]),
  beats: z.array(Span).default([]),
  tatums: z.array(Span).default([]),
  sections: z.array(Section).default([]),
  segments: z.array(Segment).default([]),
})
export type AudioAnalysis = z.infer<typeof AudioAnalysis>
