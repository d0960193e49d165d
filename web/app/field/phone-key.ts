import { useState } from 'preact/hooks'
import type { TechnicianKeyView, TechnicianView } from '../../../domain/technicians/schema.ts'
import { html, type Node } from '../../pages/html.ts'
import { plain } from '../../pages/plain.ts'
import { ConnectSteps } from '../connect/connect-steps.ts'
import { connectWords } from '../connect/words.ts'
import { useApp } from '../context.ts'
import { Trouble, useTask } from '../ui/form.ts'

/** How an app on a technician's phone reports by itself: by a key, which is made anew each time this is asked for. */
export const PhoneKey = ({
  technician: { id, full_name },
}: {
  technician: Pick<TechnicianView, 'id' | 'full_name'>
}): Node => {
  const { api, lang } = useApp()
  const w = connectWords[lang]
  const [ingestKey, setKey] = useState<string | null>(null)
  const { busy, refused, run } = useTask()
  const rotate = () =>
    run(async () => {
      const made = await api.post<TechnicianKeyView>(`/api/trakservice/technicians/${id}/rotate-key/`)
      setKey(made.ingest_key)
    })
  if (ingestKey !== null)
    return html`<${ConnectSteps}
      kind="technician"
      vehicle=${{ imei: id, name: plain(full_name) }}
      ingestKey=${ingestKey}
      isNew=${false}
      onClose=${() => setKey(null)}
    />`
  return html`<div class="stack">
    <p>${w.newKeyText} <span class="quiet">${w.newKeyWarning}</span></p>
    <${Trouble} refused=${refused} />
    <div class="buttons"><button type="button" class="button" disabled=${busy} onClick=${rotate}>${w.newKey}</button></div>
  </div>`
}
