// An Express app as its "Hello world" has it, reading a secret with the identity it was given.
const express = require('express')
const { DefaultAzureCredential } = require('@azure/identity')
const { SecretClient } = require('@azure/keyvault-secrets')

const app = express()
const port = process.env.PORT || 3000
const secrets = new SecretClient(process.env.VAULT_URL, new DefaultAzureCredential())

app.get('/', (req, res) => {
  res.send('Hello World!')
})

app.get('/secret/:name', async (req, res) => {
  const found = await secrets.getSecret(req.params.name)
  res.json({ framework: 'express', value: found.value })
})

app.listen(port, () => {
  console.log(`Example app listening on port ${port}`)
})
