// An Express app as its "Hello world" has it, with a vault, blobs and the identity that it was given.
const express = require('express')
const { DefaultAzureCredential } = require('@azure/identity')
const { SecretClient } = require('@azure/keyvault-secrets')
const { BlobServiceClient } = require('@azure/storage-blob')

const app = express()
const port = process.env.PORT || 3000
const credential = new DefaultAzureCredential()
const secrets = new SecretClient(process.env.VAULT_URL, credential)
const storage = new BlobServiceClient(process.env.STORAGE_URL, credential)
const notes = storage.getContainerClient('express')

app.use(express.text())

app.get('/', (req, res) => {
  res.send('Hello World!')
})

app.get('/secret/:name', async (req, res) => {
  const found = await secrets.getSecret(req.params.name)
  res.json({ framework: 'express', value: found.value })
})

app.put('/notes/:name', async (req, res) => {
  await notes.createIfNotExists()
  await notes.getBlockBlobClient(req.params.name).upload(req.body, Buffer.byteLength(req.body))
  res.status(201).json({ written: req.params.name })
})

app.get('/notes/:name', async (req, res) => {
  const found = await notes.getBlockBlobClient(req.params.name).downloadToBuffer()
  res.type('text/plain').send(found)
})

app.listen(port, () => {
  console.log(`Example app listening on port ${port}`)
})
