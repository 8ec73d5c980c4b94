// One cell of the matrix, asked by the Azure SDK for Go. What a step does and which fields its line
// has is in ../../README.md; which cell is in the JSON file that NAMEPLATE_CELL names.
package main

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"strings"
	"time"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"
	"github.com/Azure/azure-sdk-for-go/sdk/azidentity"
	"github.com/Azure/azure-sdk-for-go/sdk/security/keyvault/azsecrets"
)

type cell struct {
	Source         string     `json:"source"`
	Resource       string     `json:"resource"`
	Vault          string     `json:"vault"`
	ForbiddenVault string     `json:"forbidden_vault"`
	Least          int        `json:"least"`
	Selectors      []selector `json:"selectors"`
	Steps          []string   `json:"steps"`
}

type selector struct {
	Name    string `json:"name"`
	Value   string `json:"value"`
	Wrong   string `json:"wrong"`
	Secret  string `json:"secret"`
	Content string `json:"content"`
}

// line is what is printed for one selector and one step.
type line struct {
	Selector  string         `json:"selector"`
	Step      string         `json:"step"`
	OK        bool           `json:"ok"`
	Detail    string         `json:"detail"`
	Claims    map[string]any `json:"claims,omitempty"`
	ExpiresIn int            `json:"expires_in,omitempty"`
}

func main() {
	var asked cell
	text, err := os.ReadFile(os.Getenv("NAMEPLATE_CELL"))
	if err == nil {
		err = json.Unmarshal(text, &asked)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	out := json.NewEncoder(os.Stdout)
	for _, selector := range asked.Selectors {
		for _, step := range asked.Steps {
			if step == "wrong-id" && selector.Name == "none" {
				continue
			}
			said := line{Selector: selector.Name, Step: step}
			if err := asked.take(step, selector, &said); err != nil {
				said.Detail = brief(err)
			} else {
				said.OK = true
			}
			_ = out.Encode(said)
		}
	}
}

func (c cell) take(step string, s selector, said *line) error {
	switch step {
	case "token":
		return c.token(s, said)
	case "wrong-id":
		return c.wrongID(s, said)
	case "secret-set":
		return c.set(s)
	case "secret-get", "throttled", "unavailable":
		return c.get(s)
	case "secret-list":
		return c.list(s)
	case "forbidden":
		return c.forbidden(s, said)
	}
	return fmt.Errorf("no such step: %s", step)
}

func (c cell) token(s selector, said *line) error {
	token, err := c.ask(s.Name, s.Value)
	if err != nil {
		return err
	}
	said.Claims = claims(token.Token)
	said.ExpiresIn = int(time.Until(token.ExpiresOn).Seconds())
	return nil
}

func (c cell) wrongID(s selector, said *line) error {
	_, err := c.ask(s.Name, s.Wrong)
	if err == nil {
		return errors.New("a token came for an identity that is not there")
	}
	said.Detail = brief(err)
	return nil
}

func (c cell) set(s selector) error {
	client, err := c.secrets(c.Vault, s)
	if err != nil {
		return err
	}
	_, err = client.SetSecret(context.Background(), s.Secret, azsecrets.SetSecretParameters{Value: &s.Content}, nil)
	return err
}

func (c cell) get(s selector) error {
	client, err := c.secrets(c.Vault, s)
	if err != nil {
		return err
	}
	secret, err := client.GetSecret(context.Background(), s.Secret, "", nil)
	if err == nil && *secret.Value != s.Content {
		err = errors.New("another content came")
	}
	return err
}

func (c cell) list(s selector) error {
	client, err := c.secrets(c.Vault, s)
	if err != nil {
		return err
	}
	names := map[string]bool{}
	for pages := client.NewListSecretPropertiesPager(nil); pages.More(); {
		page, err := pages.NextPage(context.Background())
		if err != nil {
			return err
		}
		for _, properties := range page.Value {
			names[properties.ID.Name()] = true
		}
	}
	if !names[s.Secret] || len(names) < c.Least {
		return fmt.Errorf("%d secrets came", len(names))
	}
	return nil
}

func (c cell) forbidden(s selector, said *line) error {
	client, err := c.secrets(c.ForbiddenVault, s)
	if err != nil {
		return err
	}
	_, err = client.GetSecret(context.Background(), "anything", "", nil)
	var refused *azcore.ResponseError
	if !errors.As(err, &refused) || refused.StatusCode != 403 {
		return fmt.Errorf("not 403: %w", err)
	}
	said.Detail = refused.ErrorCode
	return nil
}

// ask gets one token of a new credential.
func (c cell) ask(name, value string) (azcore.AccessToken, error) {
	credential, err := c.credential(name, value)
	if err != nil {
		return azcore.AccessToken{}, err
	}
	scope := policy.TokenRequestOptions{Scopes: []string{c.Resource + "/.default"}}
	return credential.GetToken(context.Background(), scope)
}

func (c cell) secrets(vault string, s selector) (*azsecrets.Client, error) {
	credential, err := c.credential(s.Name, s.Value)
	if err != nil {
		return nil, err
	}
	return azsecrets.NewClient(vault, credential, nil)
}

// credential is what a program would write: the default, or an identity by one of its names.
func (c cell) credential(name, value string) (azcore.TokenCredential, error) {
	if name == "none" {
		return azidentity.NewDefaultAzureCredential(nil)
	}
	if c.Source == "workload-identity" {
		if name != "client-id" {
			return nil, errors.New("WorkloadIdentityCredentialOptions has a ClientID and nothing else")
		}
		return azidentity.NewWorkloadIdentityCredential(&azidentity.WorkloadIdentityCredentialOptions{ClientID: value})
	}
	var id azidentity.ManagedIDKind
	switch name {
	case "client-id":
		id = azidentity.ClientID(value)
	case "object-id":
		id = azidentity.ObjectID(value)
	case "resource-id":
		id = azidentity.ResourceID(value)
	}
	return azidentity.NewManagedIdentityCredential(&azidentity.ManagedIdentityCredentialOptions{ID: id})
}

// claims are those of a token by which the runner knows whose it is.
func claims(token string) map[string]any {
	all, found := map[string]any{}, map[string]any{}
	payload, _ := base64.RawURLEncoding.DecodeString(strings.Split(token, ".")[1])
	_ = json.Unmarshal(payload, &all)
	for _, name := range []string{"oid", "appid", "aud", "xms_mirid"} {
		found[name] = all[name]
	}
	return found
}

// brief is an error's type and the first line of what it says.
func brief(err error) string {
	text, _, _ := strings.Cut(strings.TrimSpace(fmt.Sprintf("%T: %v", err, err)), "\n")
	if len(text) > 200 {
		text = text[:200]
	}
	return text
}
