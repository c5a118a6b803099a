import { simpleParser } from 'mailparser';
import { SMTPServer } from 'smtp-server';

/**
 * A mail server on the loopback interface that keeps what it is given. Lyceum sends to it as it would in
 * production, so no test switch is needed to see its mails.
 */
export class Mailbox {
  /** @type {import('./target.mjs').Mail[]} oldest first */
  mails = [];
  url = '';
  #server = new SMTPServer({
    authOptional: true,
    hideSTARTTLS: true,
    disableReverseLookup: true,
    onData: (stream, session, done) => {
      simpleParser(stream).then(
        ({ text = '' }) => {
          for (const { address } of session.envelope.rcptTo)
            this.mails.push({ to: address, ...contents(text) });
          done();
        },
        (cause) => done(cause),
      );
    },
  });

  /** @returns {Promise<void>} */
  listen() {
    return new Promise((resolve, reject) => {
      this.#server.on('error', reject);
      const listener = this.#server.listen(0, '127.0.0.1', () => {
        const address = listener.address();
        this.url = `smtp://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
        resolve();
      });
    });
  }

  /** @returns {Promise<void>} */
  close() {
    return new Promise((resolve) => this.#server.close(() => resolve()));
  }
}

/**
 * What a person takes from a mail: its link, or its code.
 * @param {string} text
 */
const contents = (text) => ({
  url: /https?:\/\/\S+/.exec(text)?.[0],
  otp: /(?<!\S)\d{6}(?!\S)/.exec(text)?.[0],
});
