import { render } from 'preact'
import { callWords } from '../pages/collab/call-words.ts'
import { RecordingBar, type RecordingBarProps } from '../pages/collab/recording-bar.ts'
import { html } from '../pages/html.ts'
import type { Extra, ExtraContext } from './extras.ts'

/** The sign that a session is recorded, and the question whether one's own movements may be kept. */
export const recordingSign = ({
  root,
  props,
  connection,
  model,
  attempt,
  ask,
  leave,
}: ExtraContext): Extra => {
  const { lang } = props
  const w = callWords[lang]
  /** What was answered here, and of which recording; the state told it before that. */
  let answered: { readonly id: string; readonly agreed: boolean } | undefined
  let asksAgain = false
  let isClosed = false

  const agreed = (): boolean | null => {
    const { recording } = model()
    return (recording && recording.id === answered?.id ? answered.agreed : recording?.agreed) ?? null
  }
  const isHost = () => model().you.role === 'host'

  const act: RecordingBarProps['act'] = {
    start() {
      ask(w.recordConfirm, w.record, () => void attempt(() => connection.request('recording:start', {})))
    },
    stop() {
      ask(w.stopConfirm, w.stopRecording, () => void attempt(() => connection.request('recording:stop', {})))
    },
    agree(agreed) {
      const id = model().recording?.id
      void attempt(async () => {
        await connection.request('recording:consent', { agreed })
        if (id !== undefined) answered = { id, agreed }
        asksAgain = false
        paint()
      })
    },
    askAgain() {
      asksAgain = true
      paint()
      root.querySelector<HTMLElement>('.consent button')?.focus()
    },
    leave,
  }

  function paint(): void {
    const place = root.querySelector<HTMLElement>('#recording-sign')
    if (!place || isClosed) return
    const { recording, features } = model()
    if (!recording) asksAgain = false
    const shown = html`<${RecordingBar}
      lang=${lang}
      isRunning=${recording !== null}
      mayRecord=${isHost() && (features.recording || recording !== null)}
      agreed=${agreed()}
      isAsking=${asksAgain || agreed() === null}
      act=${act}
    />`
    render(shown, place)
  }

  return {
    onState() {
      answered = undefined
    },
    onPaint: paint,
    close() {
      isClosed = true
    },
  }
}
