import { freePort } from './free-port.ts'
import { type Environment, startService, type TestService } from './service.ts'
import { startMailServer, type TestMailServer } from './smtp.ts'

/** What links in mails begin with, wherever the service of a spec listens. */
export const mailedUrl = 'https://share.example.org'

export interface MailingService extends TestService {
  readonly mailServer: TestMailServer
}

/** The service beside a mail server of its own, with an address that is not the one it is called by. */
export const startMailingService = async (env: Environment = {}): Promise<MailingService> => {
  const mailServer = await startMailServer()
  const port = await freePort()
  const service = await startService({
    SMTP_URL: mailServer.url,
    PUBLIC_URL: mailedUrl,
    PORT: String(port),
    ...env,
  })
  return {
    ...service,
    url: `http://127.0.0.1:${port}`,
    mailServer,
    async stop() {
      const code = await service.stop()
      await mailServer.close()
      return code
    },
  }
}
