// Command peer answers what the identity endpoint answers for a warm token, as a net/http server
// would be written for it: it checks the header secret, reads the query and sends ready bytes.
//
// Arguments: the port, the file with the body, the header secret.
package main

import (
	"crypto/subtle"
	"fmt"
	"net"
	"net/http"
	"os"
)

func main() {
	body, err := os.ReadFile(os.Args[2])
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	secret := []byte(os.Args[3])
	http.HandleFunc("/msi/token/", func(w http.ResponseWriter, r *http.Request) {
		given := []byte(r.Header.Get("X-IDENTITY-HEADER"))
		query := r.URL.Query()
		if subtle.ConstantTimeCompare(given, secret) != 1 ||
			query.Get("api-version") != "2019-08-01" || query.Get("resource") == "" {
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		w.Header().Set("Content-Type", "application/json; charset=utf-8")
		w.Write(body)
	})
	listener, err := net.Listen("tcp", "127.0.0.1:"+os.Args[1])
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	fmt.Println("ready")
	fmt.Fprintln(os.Stderr, http.Serve(listener, nil))
}
