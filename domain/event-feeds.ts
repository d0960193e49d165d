import { type AuditPorts, createAudit } from './events/audit.ts'
import { createEventLog, type EventLogPorts } from './events/service.ts'
import type { Id } from './schema.ts'
import { createDeliveryLog } from './webhooks/deliveries.ts'
import { createDispatch, type DispatchPorts } from './webhooks/dispatch.ts'
import { createWebhooks, type WebhookPorts } from './webhooks/service.ts'

/** What whoever is told of events needs of the outside. */
export type EventFeedPorts = AuditPorts &
  Pick<EventLogPorts, 'eventsOf'> &
  Pick<WebhookPorts, 'webhooksOf'> & {
    readonly deliveries: DispatchPorts['store']
    readonly webhooks: Pick<WebhookPorts, 'secrets' | 'checkUrl'> &
      Pick<DispatchPorts, 'call' | 'random' | 'onError'>
    readonly newId: () => Id
    readonly now: () => Date
  }

/** Who is told of events: those who look into the log, those who read it page by page, and the receivers of webhooks. */
export const createEventFeeds = (ports: EventFeedPorts) => {
  const { eventsOf, webhooksOf, newId, now } = ports
  const dispatch = createDispatch({ store: ports.deliveries, ...ports.webhooks, newId, now })

  return {
    audit: createAudit(ports),
    events: createEventLog({ eventsOf, now }),
    webhooks: createWebhooks({ webhooksOf, ...ports.webhooks, newId, now }),
    webhookLog: createDeliveryLog({ webhooksOf, wake: dispatch.wake, newId, now }),
    dispatch,
  }
}
