// Asks the metadata service and a vault with Node's own fetch, which knows no proxy.
const [vault] = process.argv.slice(2);
const asked = await fetch(
  'http://169.254.169.254/metadata/identity/oauth2/token?api-version=2018-02-01&resource=https%3A%2F%2Fvault.azure.net',
  { headers: { Metadata: 'true' } },
);
const { access_token: token } = await asked.json();
const answer = await fetch(`${vault}/secrets/db-password?api-version=7.4`, {
  headers: { Authorization: `Bearer ${token}` },
});
console.log(answer.status, await answer.text());
