import { renderToStaticMarkup } from 'react-dom/server'
import { describe, expect, it } from 'vitest'
import { ScoreBar } from './score-bar'

const parts = {
  mood: 0.4,
  loudness: 0.05,
  rhythm: 0.2,
  timbre: 0,
  voice: 0.3,
  structure: 0,
  form: -0.04,
  harmony: 0,
  era: 0.02,
}

describe('ScoreBar', () => {
  const markup = renderToStaticMarkup(<ScoreBar parts={parts} score={0.93} />)

  it('says in words what it draws, largest part first', () => {
    expect(markup).toContain(
      'aria-label="Score 0.93 of 1. Added: Mood 0.400, Voice &amp; instruments 0.300, Rhythm 0.200, Loudness 0.050, Era 0.020. Taken away: Length 0.040."',
    )
  })

  it('draws without inline styles, which the content security policy refuses', () => {
    expect(markup).toContain('<rect class="fill-mood" x="0.000%"')
    expect(markup).not.toContain('style=')
  })

  it('strikes what is taken away from the end', () => {
    expect(markup).toMatch(/class="score-bar__struck" x="93\.000%" y="4" width="4\.000%"/)
  })
})
