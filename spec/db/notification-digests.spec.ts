import { randomUUID } from 'node:crypto'
import { expect } from 'chai'
import { type Connections, connect } from '../../db/connect.ts'
import { createStores } from '../../db/stores.ts'
import type { Letter } from '../../domain/mail/mail.ts'
import { createMails } from '../../domain/mail/service.ts'
import { createNotifications } from '../../domain/notifications/service.ts'
import { forgetNotifications } from '../../server/jobs/forget-notifications.ts'
import { mailDigests } from '../../server/jobs/mail-digests.ts'
import { createUuidV7, createVault, openOrNothing } from '../../server/secrets.ts'
import { createDatabase, type TestDatabase } from '../support/database.ts'
import { addMembership, addTenant } from '../support/rows.ts'

const hour = 3_600_000

describe('the mail of what is unread', () => {
  let database: TestDatabase
  let connections: Connections
  let tenantId: number
  let userId: number
  let email: string
  let clock: number
  let letters: Letter[]

  before(async () => {
    database = await createDatabase()
    connections = connect(database.url)
  })
  after(async () => {
    await connections.close()
    await database.drop()
  })
  beforeEach(async () => {
    await database.query('delete from mail')
    await database.query('delete from notification')
    // Seven in the morning in São Paulo.
    clock = Date.parse('2030-06-01T10:00:00Z')
    letters = []
    tenantId = await addTenant(database)
    await database.query(
      `update tenant set name = 'Estúdio Norte', locale = 'pt-BR', timezone = 'America/Sao_Paulo' where id = $1`,
      [tenantId],
    )
    userId = await addMembership(database, tenantId, 'member')
    const [account] = await database.query('select email from account where id = $1', [userId])
    email = account!.email as string
  })

  /** The job as one process has it. */
  const aProcess = ({ isCutOff = false } = {}) => {
    const stores = createStores(connections)
    const vault = createVault('a key for specs of more than 32 characters')
    const now = () => new Date(clock)
    const publicUrl = () => 'https://share.example.org'
    const mail = createMails({
      store: stores.mail,
      seal: (id, text) => vault.seal(`mail ${id}`, text),
      unseal: (id, box) => openOrNothing(vault, `mail ${id}`, box),
      async deliver(letter) {
        letters.push(letter)
        return 'sent'
      },
      report() {},
      publicUrl,
      newId: () => createUuidV7(Date.now()),
      now,
    })
    const notifications = createNotifications({
      notificationsOf: stores.collaboration.notificationsOf,
      upkeep: stores.collaboration.notificationUpkeep,
      mail: {
        async sendDigest(...asked) {
          const sent = await mail.sendDigest(...asked)
          if (isCutOff) {
            await mail.deliverDue() // begun by then; while the clock of this spec leaps nothing may be under way
            throw new Error('the process is no more')
          }
          return sent
        },
      },
      announce: { notified() {} },
      publicUrl,
      now,
    })
    return { notifications, mail, run: (dryRun = false) => mailDigests(notifications).run({ dryRun }) }
  }
  /** Invitations to sessions that are over by now, of files that are gone: as bare as notifications get. */
  const add = async (count: number, at = clock - hour, whose = userId) => {
    for (let n = 0; n < count; n++)
      await database.query(
        `insert into notification (id, tenant_id, user_id, type, data, created_at)
         values ($1, $2, $3, 'session.invited', '{"assetId": 1}', $4)`,
        [randomUUID(), tenantId, whose, new Date(at)],
      )
  }
  const want = (digest: string) =>
    database.query('insert into notification_preference (tenant_id, user_id, digest) values ($1, $2, $3)', [
      tenantId,
      userId,
      digest,
    ])
  /** All that are in the outbox have left it. */
  const delivered = async ({ mail }: ReturnType<typeof aProcess>) => {
    await mail.deliverDue()
    return letters
  }

  it('comes at eight in the morning, lists twenty and says how many more there are [NO-8] [NO-9]', async () => {
    await add(23)
    const process = aProcess()

    const early = await process.run()
    clock += hour
    const counted = await process.run(true)
    const onTime = await process.run()
    const again = await process.run()

    expect([early, counted, onTime, again]).to.deep.equal([
      { mailed: 0 },
      { mailed: 1 },
      { mailed: 1 },
      { mailed: 0 },
    ])
    const [letter, ...others] = await delivered(process)
    expect(others).to.deep.equal([])
    expect(letter).to.include({
      to: email,
      language: 'pt-BR',
      subject: 'Novidades para você em Estúdio Norte: 23',
    })
    expect(letter!.text.match(/Alguém convidou você/g)).to.have.length(20)
    expect(letter!.text).to.include('… e mais 3.').and.include('https://share.example.org/#/notifications')
  })

  it('comes the next morning of what came since, and not of what was in a mail [NO-8] [NO-10]', async () => {
    await add(2)
    clock += 2 * hour
    const process = aProcess()
    await process.run()
    await add(1, clock + hour)
    clock += 22 * hour

    const late = await process.run()
    clock += hour
    const onTime = await process.run()

    expect([late, onTime]).to.deep.equal([{ mailed: 0 }, { mailed: 1 }])
    expect((await delivered(process)).map(({ subject }) => subject)).to.deep.equal([
      'Novidades para você em Estúdio Norte: 2',
      'Novidades para você em Estúdio Norte: 1',
    ])
  })

  it('comes hourly to whoever wants that, and never to whoever wants none [NO-8]', async () => {
    await want('hourly')
    await add(1)
    const process = aProcess()
    const first = await process.run()
    await add(1, clock)
    clock += hour / 2
    const soon = await process.run()
    clock += hour / 2
    const later = await process.run()
    await add(1, clock)
    await database.query(`update notification_preference set digest = 'off' where user_id = $1`, [userId])
    clock += 48 * hour
    const never = await process.run()

    expect([first, soon, later, never].map(({ mailed }) => mailed)).to.deep.equal([1, 0, 1, 0])
  })

  it('is one, however many processes run it at once [NO-10]', async () => {
    await want('hourly')
    await add(3)
    const processes = [aProcess(), aProcess(), aProcess()]

    const reports = await Promise.all(processes.map(({ run }) => run()))

    expect(reports.map(({ mailed }) => mailed).sort()).to.deep.equal([0, 0, 1])
    expect(await delivered(processes[0]!)).to.have.length(1)
  })

  it('is one even where the process dies right after it [NO-10]', async () => {
    await want('hourly')
    await add(1)
    const failed = await aProcess({ isCutOff: true })
      .run()
      .catch(({ message }) => message)
    clock += 2 * hour
    const process = aProcess()

    expect(failed).to.equal('the process is no more')
    expect(await process.run()).to.deep.equal({ mailed: 0 })
    expect(await delivered(process)).to.have.length(1)
  })

  it('has a job beside it that forgets what is old, and only counts on a dry run [NO-12]', async () => {
    const day = 24 * hour
    await add(2, clock - 91 * day)
    await add(1, clock - 89 * day)
    const job = forgetNotifications(aProcess().notifications)

    const reports = [
      await job.run({ dryRun: true }),
      await job.run({ dryRun: false }),
      await job.run({ dryRun: false }),
    ]

    expect(reports.map(({ deleted }) => deleted)).to.deep.equal([2, 2, 0])
    expect(await database.query('select count(*)::int as left from notification')).to.deep.equal([
      { left: 1 },
    ])
  })
})
