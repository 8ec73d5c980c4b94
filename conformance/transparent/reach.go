// Asks a vault and the metadata service, with a client that knows no proxy.
package main

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
)

func main() {
	client := &http.Client{Transport: &http.Transport{}} // no Proxy: straight to the names
	vault := os.Args[1]
	ask := "http://169.254.169.254/metadata/identity/oauth2/token?api-version=2018-02-01&resource=https%3A%2F%2Fvault.azure.net"
	request, _ := http.NewRequest(http.MethodGet, ask, nil)
	request.Header.Set("Metadata", "true")
	answer := must(client.Do(request))
	var token struct {
		AccessToken string `json:"access_token"`
	}
	if err := json.NewDecoder(answer.Body).Decode(&token); err != nil {
		fail(err)
	}
	request, _ = http.NewRequest(http.MethodGet, vault+"/secrets/db-password?api-version=7.4", nil)
	request.Header.Set("Authorization", "Bearer "+token.AccessToken)
	answer = must(client.Do(request))
	body, _ := io.ReadAll(answer.Body)
	fmt.Println(answer.StatusCode, string(body))
}

func must(answer *http.Response, err error) *http.Response {
	if err != nil {
		fail(err)
	}
	return answer
}

func fail(err error) {
	fmt.Fprintln(os.Stderr, err)
	os.Exit(1)
}
