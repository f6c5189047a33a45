// Runs FerretDB with SQLite behind it as the MongoDB server of tests: on loopback, with one user who has to sign in.
//
// It assembles the server as FerretDB's embeddable package does, and adds the user and the sign-in, which that package
// leaves out. The parts are internal packages of FerretDB, which Go opens to modules whose path lies below FerretDB's.
package main

import (
	"context"
	"flag"
	"log"
	"log/slog"
	"os"
	"time"

	"github.com/FerretDB/FerretDB/build/version"
	"github.com/FerretDB/FerretDB/internal/clientconn"
	"github.com/FerretDB/FerretDB/internal/clientconn/connmetrics"
	"github.com/FerretDB/FerretDB/internal/handler/registry"
	"github.com/FerretDB/FerretDB/internal/util/password"
	"github.com/FerretDB/FerretDB/internal/util/state"
)

func main() {
	address := flag.String("address", "127.0.0.1:27017", "where to listen without TLS")
	tlsAddress := flag.String("tls-address", "", "where to listen with TLS; empty = nowhere")
	certificate := flag.String("certificate", "", "the PEM file with the certificate for TLS")
	key := flag.String("key", "", "the PEM file with its key")
	folder := flag.String("folder", "", "the existing folder for the databases")
	user := flag.String("user", "", "the user of the database admin")
	secret := flag.String("password", "", "the password of that user")
	flag.Parse()

	version.Get().Package = "embedded"
	logger := slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelError}))
	provider, err := state.NewProvider("")
	if err != nil {
		log.Fatal(err)
	}
	if err = provider.Update(func(s *state.State) { s.DisableTelemetry() }); err != nil {
		log.Fatal(err)
	}
	metrics := connmetrics.NewListenerMetrics()
	handler, closeBackend, err := registry.NewHandler("sqlite", &registry.NewHandlerOpts{
		Logger:        logger,
		ConnMetrics:   metrics.ConnMetrics,
		StateProvider: provider,
		TCPHost:       *address,
		SQLiteURL:     "file:" + *folder + "/",
		SetupDatabase: "admin",
		SetupUsername: *user,
		SetupPassword: password.WrapPassword(*secret),
		SetupTimeout:  20 * time.Second,
		TestOpts:      registry.TestOpts{EnableNewAuth: true, BatchSize: 100, CappedCleanupPercentage: 10},
	})
	if err != nil {
		log.Fatal(err)
	}
	defer closeBackend()
	listener, err := clientconn.Listen(&clientconn.NewListenerOpts{
		TCP:         *address,
		TLS:         *tlsAddress,
		TLSCertFile: *certificate,
		TLSKeyFile:  *key,
		Mode:        clientconn.NormalMode,
		Metrics:     metrics,
		Handler:     handler,
		Logger:      logger,
	})
	if err != nil {
		log.Fatal(err)
	}
	listener.Run(context.Background())
}
